// The pairs that wait for this clerk, some ahead of the one in sight: an answer is sent while he already looks at the next pair, so
// nothing is waited for between two of them. Answers go one after the other; one that is refused brings the queue anew.
import { computed, ref } from 'vue'
import { ApiError, post } from '../api/client'
import type { Id } from '../api/types'
import { done, failed } from '../parts/message'
import type { Review } from './words'

export interface ReviewFilter {
  kind: string
  region: string | null
  list: Id | null
}

const PAGE = 10
const LOW = 5 /* fewer ahead: more are fetched */

export function useReviewQueue(filter: ReviewFilter) {
  const ahead = ref<Review[]>([])
  const total = ref<number | null>(null)
  const decided = ref<{ id: Id; label: string }[]>([])
  const passed = ref<Id>('0')
  const now = computed(() => ahead.value[0])
  let line: Promise<unknown> = Promise.resolve() /* what is being sent */
  let fetching = false
  let end = false /* nothing waits behind the last one ahead */
  let round = 0 /* of loads: what a load before the newest brings is dropped */

  const fetch = (after: Id) => post<{ items: Review[]; total: number }>('/reviews/queue', { kind: filter.kind || null, region: filter.region || null, list: filter.list, after, limit: PAGE })

  /* From the first that was not passed over. */
  async function load() {
    const mine = ++round
    try {
      await line
      const answer = await fetch(passed.value)
      if (mine !== round) return
      ahead.value = answer.items
      total.value = answer.total
      end = answer.items.length < PAGE
    } catch (error) {
      failed(error)
    }
  }
  function restart() {
    passed.value = '0'
    return load()
  }
  async function more() {
    const last = ahead.value[ahead.value.length - 1]
    if (!last) return load()
    if (fetching || end || ahead.value.length >= LOW) return
    const mine = round
    fetching = true
    try {
      const { items } = await fetch(last.id)
      if (mine === round) {
        ahead.value = [...ahead.value, ...items.filter((one) => !ahead.value.some((other) => other.id === one.id))]
        end = items.length < PAGE
      }
    } catch {
      /* asked again with the next answer, and told when the last one is through */
    }
    fetching = false
  }
  /* Whoever was faster and his answer are named; the queue is asked anew. */
  async function send(review: Review, decision: string, reason: string) {
    try {
      await post<Review>(`/reviews/${review.id}/decide`, { decision, reason: reason || null }, { version: review.version })
      return true
    } catch (error) {
      failed(error)
      decided.value = decided.value.filter((one) => one.id !== review.id)
      if (!(error instanceof ApiError) || ![409, 403, 404].includes(error.problem.status)) ahead.value = [review, ...ahead.value]
      return false
    }
  }
  function decide(decision: string, label: string, reason = '') {
    const review = now.value
    if (!review) return
    /* A row that is one person is nobody else: its other suspects are answered with it. */
    const alike = decision === 'same' ? (one: Review) => one.list_id === review.list_id && one.row === review.row : () => false
    const before = ahead.value.length
    ahead.value = ahead.value.slice(1).filter((one) => !alike(one))
    decided.value.push({ id: review.id, label })
    total.value = Math.max(0, (total.value ?? 0) - (before - ahead.value.length))
    line = line.then(() => send(review, decision, reason)).then((sent) => {
      if (!sent) void load()
    })
    void more()
  }
  async function undo() {
    await line
    const last = decided.value[decided.value.length - 1]
    if (!last) return
    try {
      const review = await post<Review>(`/reviews/${last.id}/undo`)
      decided.value.pop()
      /* What was answered with it waits again as well. */
      const { items, total: all } = await fetch(passed.value)
      round++
      ahead.value = [review, ...items.filter((one) => one.id !== review.id)]
      total.value = all
      end = items.length < PAGE
      done(`已撤回“${last.label}”`)
    } catch (error) {
      failed(error)
    }
  }
  function pass() {
    if (!now.value) return
    passed.value = now.value.id
    ahead.value = ahead.value.slice(1)
    void more()
  }
  return { ahead, now, total, decided, passed, load, restart, decide, undo, pass }
}
