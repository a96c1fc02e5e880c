// What the fields of a draft's form share.
import type { InjectionKey, Ref } from 'vue'
import type { Act, Form } from './form'
import type { Word } from './rule'

export const draftId: InjectionKey<string> = Symbol('draft')
export const draftWords: InjectionKey<Ref<Word[]>> = Symbol('words')
export interface Editing {
  form: Readonly<Ref<Form | null>>
  editable: Readonly<Ref<boolean>>
  opened: Ref<Set<string>>
  edit: (act: Act, at: string, label: string, was?: string[], to?: string[]) => Promise<boolean | undefined>
}
export const editing: InjectionKey<Editing> = Symbol('editing')
