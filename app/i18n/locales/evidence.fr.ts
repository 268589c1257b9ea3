/** Comment on sait ce qu’est devenue une publication : une phrase par clé de server/core/evidence.ts ; celles d’un réseau sont dans son dossier. */
export default {
  network: {
    answered: "{{network}} a pris la publication et l’a aussitôt confirmée.",
    confirmed: "{{network}} a confirmé que tout s’est bien passé.",
    named: "{{network}} nous a donné l’identifiant de la publication.",
    answer_lost:
      "La réponse de {{network}} s’est perdue en route : impossible de savoir tout de suite si la publication était partie.",
    never_finished: "{{network}} a accepté la publication, mais n’a pas dit depuis qu’elle était terminée.",
  },
  service: {
    interrupted_before_sending: "Notre service a été interrompu avant l’envoi définitif.",
    interrupted_while_sending:
      "Notre service a été interrompu pendant l’envoi, avant d’avoir reçu une réponse.",
  },
  person: {
    found_it: "Quelqu’un a regardé et a trouvé la publication.",
    found_nothing: "Quelqu’un a regardé et n’a trouvé aucune publication.",
    canceled: "Quelqu’un l’a annulée avant l’envoi définitif.",
    sent_it: "Confirmé par {{name}}, qui l’a envoyé sur le réseau.",
    did_not_send: "{{name}} indique que rien n’a été envoyé.",
  },
};
