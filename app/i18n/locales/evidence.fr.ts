/** Comment on sait ce qu’est devenue une publication : une phrase par clé de server/core/evidence.ts. */
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
  },
  instagram: {
    nothing_prepared: "Rien n’avait encore été transmis à Instagram.",
    ready_unpublished: "La publication est prête chez Instagram, mais n’a pas été publiée.",
    no_longer_usable:
      "Ce qu’Instagram avait préparé ne peut plus devenir une publication, et n’en est jamais devenu une.",
    undecided: "Instagram ne dit pas encore ce qu’est devenue la publication.",
    published: "Instagram a confirmé que la publication est en ligne (identifiant {{post}}).",
    published_not_found:
      "Instagram a confirmé que la publication est en ligne ; son identifiant n’est pas encore connu.",
    preparation_failed: "Instagram n’a pas pu faire une publication de ce que nous avions préparé.",
  },
  tiktok: {
    upload_incomplete: "TikTok n’a reçu qu’une partie de la vidéo ; le reste n’est jamais arrivé.",
    failed: "TikTok a signalé que la publication a échoué.",
    all_received: "TikTok a confirmé avoir tout reçu.",
    unknown_post: "TikTok ne connaît pas cet envoi (identifiant {{publishId}}).",
    private_not_listed:
      "TikTok ne nous montre pas les publications privées ; seul le profil du créateur permet de vérifier.",
    listing_not_allowed: "Ce compte ne nous a pas autorisés à voir ses publications.",
    not_listed:
      "Aucune publication publique avec ce texte n’est apparue depuis ; TikTok est peut-être encore en train de la vérifier.",
    several_listed: "{{posts}} publications faites depuis pourraient être celle-ci.",
    listed: "TikTok montre une publication avec le même texte, faite depuis (identifiant {{post}}).",
    processing_failed: "TikTok n’a pas pu traiter la publication ; rien n’a été rendu public.",
  },
};
