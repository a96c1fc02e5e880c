// Long work on the server: follow one job by its events, and keep the list that the bell shows.
import { reactive } from 'vue'
import { ApiError, get, post, url } from '../api/client'
import type { Job, Started } from '../api/types'

export const jobs = reactive<Job[]>([])

export const isOver = (job: Job): boolean => job.state === 'done' || job.state === 'failed' || job.state === 'cancelled'

function keep(job: Job): Job {
  const at = jobs.findIndex((one) => one.id === job.id)
  if (at >= 0) jobs[at] = job
  else jobs.unshift(job)
  return job
}

export async function loadJobs(): Promise<void> {
  const answer = await get<{ jobs: Job[] }>('/jobs')
  jobs.splice(0, jobs.length, ...answer.jobs)
  for (const job of jobs.filter((one) => !isOver(one))) void follow(job)
}

/* Resolves when the job is over; `tell` hears every step. A broken event stream falls back to asking. */
export function follow(job: Job, tell: (job: Job) => void = () => undefined): Promise<Job> {
  tell(keep(job))
  if (isOver(job)) return Promise.resolve(job)
  return new Promise((resolve) => {
    const source = new EventSource(url(`/jobs/${job.id}/events`))
    const take = (next: Job) => {
      tell(keep(next))
      if (!isOver(next)) return false
      source.close()
      resolve(next)
      return true
    }
    source.onmessage = (event) => take(JSON.parse(event.data) as Job)
    source.onerror = () => {
      source.close()
      const ask = async () => {
        const next = await get<Job>(`/jobs/${job.id}`).catch(() => null)
        if (!next || !take(next)) setTimeout(ask, 2000)
      }
      void ask()
    }
  })
}

/* Starts work and waits for its end; a job that failed is thrown as its problem. */
export async function run(start: Promise<Started>, tell?: (job: Job) => void): Promise<Job> {
  const { job } = await start
  const over = await follow(job, tell)
  if (over.state === 'failed') {
    throw new ApiError(over.error ?? { title: `${over.title}没有完成`, status: 500, detail: over.message })
  }
  return over
}

export const cancel = (job: Job): Promise<Job> => post<Started>(`/jobs/${job.id}/cancel`).then((answer) => keep(answer.job))
export const fileUrl = (id: unknown): string => url(`/files/${id}`)
