/** How we know what became of a publication: one sentence per key of server/core/evidence.ts. */
export default {
  network: {
    answered: "{{network}} took the post and confirmed it at once.",
    confirmed: "{{network}} confirmed that everything went through.",
    named: "{{network}} told us the id of the post.",
    answer_lost:
      "The answer of {{network}} was lost on its way, so we could not tell at once whether the post went out.",
    never_finished: "{{network}} accepted the post, but has not said since that it is finished.",
  },
  service: {
    interrupted_before_sending: "Our service was interrupted before the post was sent for good.",
    interrupted_while_sending: "Our service was interrupted while sending, before it heard an answer.",
  },
  person: {
    found_it: "Someone looked and found the post.",
    found_nothing: "Someone looked and found no post.",
    canceled: "Someone canceled it before the post was sent for good.",
  },
  instagram: {
    nothing_prepared: "Instagram had not been given anything yet.",
    ready_unpublished: "Instagram has the post ready, but has not published it.",
    no_longer_usable: "What Instagram had prepared can no longer become a post, and never became one.",
    undecided: "Instagram does not say yet what became of the post.",
    published: "Instagram confirmed that the post is live (id {{post}}).",
    published_not_found: "Instagram confirmed that the post is live; we could not tell its id yet.",
    preparation_failed: "Instagram could not make a post of what we had prepared.",
  },
  tiktok: {
    upload_incomplete: "TikTok received only part of the video; the rest never arrived.",
    failed: "TikTok reported that the post failed.",
    all_received: "TikTok confirmed that it received everything.",
    unknown_post: "TikTok does not know the upload (id {{publishId}}).",
    private_not_listed: "TikTok does not show us private posts; only the creator’s own profile can tell.",
    listing_not_allowed: "This account has not allowed us to see its posts.",
    not_listed: "No public post with these words has appeared since; TikTok may still be reviewing it.",
    several_listed: "{{posts}} posts made since could be this one.",
    listed: "TikTok shows a post with the same words, made since (id {{post}}).",
    processing_failed: "TikTok could not process the post; nothing became public.",
  },
};
