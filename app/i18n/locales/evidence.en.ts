/** How we know what became of a publication: one sentence per key of server/core/evidence.ts; each network’s are in its folder. */
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
    sent_it: "Confirmed by {{name}}, who sent it on the network.",
    did_not_send: "{{name}} says that it was not sent.",
  },
};
