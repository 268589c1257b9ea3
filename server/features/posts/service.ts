import type { z } from "zod";
import type { Actor } from "#server/features/actor.ts";
import type {
  calendarInput,
  calendarOutput,
  Issue,
  PostOutput,
  postListInput,
  postListOutput,
  postSaveInput,
  validateInput,
} from "./schema.ts";

export interface PostsService {
  get(actor: Actor, postId: string): Promise<PostOutput>;
  list(actor: Actor, input: z.infer<typeof postListInput>): Promise<z.infer<typeof postListOutput>>;
  calendar(actor: Actor, input: z.infer<typeof calendarInput>): Promise<z.infer<typeof calendarOutput>>;
  validate(actor: Actor, input: z.infer<typeof validateInput>): Promise<{ issues: Issue[] }>;
  /** Creates or updates; a draft may be incomplete, a scheduled post stays valid or is refused with its issues. */
  save(actor: Actor, input: z.infer<typeof postSaveInput>): Promise<{ post: PostOutput; issues: Issue[] }>;
  schedule(
    actor: Actor,
    input: { postId: string; revision: number; scheduledAt: Date },
  ): Promise<{ post: PostOutput; issues: Issue[] }>;
  reschedule(actor: Actor, input: { postId: string; scheduledAt: Date }): Promise<PostOutput>;
  /** Back to draft: nothing goes out. Refused once a target is on its way. */
  unschedule(actor: Actor, postId: string): Promise<PostOutput>;
  duplicate(actor: Actor, postId: string): Promise<PostOutput>;
  remove(actor: Actor, postId: string): Promise<void>;
}
