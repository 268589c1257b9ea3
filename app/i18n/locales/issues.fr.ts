/** Ce qui empêche une publication de partir, dit avec les mots de son auteur. */
export default {
  connection: {
    disconnected: "Ce compte a été déconnecté. Reconnectez-le ou retirez-le.",
    ends_before:
      "L’accès à ce compte prend fin avant cette heure et ne peut pas être renouvelé tout seul. Reconnectez-le d’ici là, sinon la publication attendra.",
    gone: "Ce compte n’existe plus dans l’espace. Retirez-le.",
    may_not_publish:
      "{{network}} n’a jamais autorisé la publication depuis ici. Reconnectez le compte en l’autorisant.",
    needs_reconnect: "{{network}} a mis fin à la connexion de ce compte. Reconnectez-le d’abord.",
    network_off: "{{network}} est désactivé sur cette installation.",
  },
  kind: {
    required: "Choisissez sous quelle forme publier sur {{network}}.",
    unknown: "{{network}} ne propose pas ce type de publication. Choisissez-en un autre.",
  },
  media: {
    codec: "L’élément {{position}} est encodé en {{codec}}. {{network}} lit {{accepted}}.",
    frame_rate_high:
      "L’élément {{position}} compte {{fps}} images par seconde. {{network}} en accepte {{max}} au plus.",
    frame_rate_low:
      "L’élément {{position}} compte {{fps}} images par seconde. {{network}} en demande au moins {{min}}.",
    gone: "L’élément {{position}} a été supprimé de la médiathèque. Choisissez-en un autre.",
    image_too_big:
      "L’élément {{position}} mesure {{width}} × {{height}} pixels. {{network}} accepte jusqu’à {{maxWidth}} × {{maxHeight}}.",
    image_too_small:
      "L’élément {{position}} mesure {{width}} × {{height}} pixels. {{network}} demande au moins {{minWidth}} × {{minHeight}}.",
    mixed: "{{network}} ne mélange pas photos et vidéos dans ce type de publication.",
    no_images:
      "L’élément {{position}} est une photo ; ce type de publication sur {{network}} accepte des vidéos.",
    no_videos:
      "L’élément {{position}} est une vidéo ; ce type de publication sur {{network}} accepte des photos.",
    not_ready: "L’élément {{position}} est encore en préparation. Attendez la fin de son envoi.",
    rejected: "L’élément {{position}} est illisible. Envoyez un autre fichier.",
    required: "Ce type de publication sur {{network}} demande une photo ou une vidéo.",
    too_few: "Ce type de publication sur {{network}} demande au moins {{min}} photos ou vidéos.",
    too_large: "L’élément {{position}} pèse {{size}} Mo. {{network}} accepte {{max}} Mo au plus.",
    too_long: "L’élément {{position}} dure {{seconds}} s. {{network}} accepte {{max}} s au plus.",
    too_many: "{{network}} n’en accepte pas plus de {{max}} pour ce type de publication. Retirez des médias.",
    too_many_videos:
      "Vidéos dans ce type de publication sur {{network}} : {{max}} au plus. Retirez les autres.",
    too_short: "L’élément {{position}} dure {{seconds}} s. {{network}} demande au moins {{min}} s.",
    too_tall:
      "L’élément {{position}} est trop haut ({{aspect}}). {{network}} va jusqu’à {{limit}} ; recadrez-le.",
    too_wide:
      "L’élément {{position}} est trop large ({{aspect}}). {{network}} va jusqu’à {{limit}} ; recadrez-le.",
    type: "L’élément {{position}} est un fichier {{type}}. {{network}} accepte {{accepted}}.",
    unused: "Ce type de publication sur {{network}} n’accepte aucun média.",
    video_side:
      "L’élément {{position}} mesure {{width}} × {{height}} pixels. {{network}} accepte des côtés de {{min}} à {{max}} pixels.",
    video_too_small:
      "L’élément {{position}} mesure {{width}} × {{height}} pixels. {{network}} demande au moins {{min}} pixels de chaque côté.",
  },
  options: {
    invalid: "Ce réglage pour {{network}} a une valeur impossible. Choisissez-la de nouveau.",
    needs_media:
      "Sur {{network}}, seules des photos et des vidéos peuvent être payantes. Ajoutez-en ou retirez le prix.",
    not_a_number: "Ce réglage pour {{network}} est un nombre entier de millisecondes.",
    not_allowed: "Votre compte {{network}} ne propose pas ce choix. Choisissez-en un autre.",
    not_a_price: "Indiquez un montant entre {{min}} et {{most}}, avec deux décimales au plus.",
    not_usernames: "Indiquez des noms d’utilisateur pour {{network}}, séparés par des virgules.",
    required: "{{network}} demande que vous fassiez ce choix vous-même.",
    too_long: "Ce réglage pour {{network}} accepte {{max}} caractères au plus.",
    too_many_hashtags: "{{count}} mots-dièse ici ; {{network}} en accepte {{max}} au plus.",
    too_many_mentions: "{{count}} mentions ici ; {{network}} en accepte {{max}} au plus.",
  },
  quota: {
    full: "@{{handle}} accepte {{limit}} publications en {{hours}} heures sur {{network}} ; celle-ci serait de trop.",
  },
  place: {
    banned: "Reddit a fermé r/{{place}}. Choisissez un autre subreddit.",
    banned_from: "Les modérateurs de r/{{place}} ont banni ce compte. Choisissez un autre subreddit.",
    flair_required: "r/{{place}} exige un flair. Choisissez-en un.",
    flair_unknown: "r/{{place}} n’a pas de flair « {{flair}} ». Choisissez-en un autre.",
    gallery_too_few: "Une galerie dans r/{{place}} compte au moins {{min}} images.",
    gallery_too_many: "Une galerie dans r/{{place}} compte {{max}} images au plus.",
    kind: "r/{{place}} n’accepte pas ce type de publication. Choisissez-en un autre.",
    link_forbidden: "r/{{place}} n’accepte pas de liens vers {{domain}}.",
    link_invalid: "Indiquez une adresse complète qui commence par https://.",
    link_not_listed: "r/{{place}} n’accepte que des liens vers {{domains}}, pas vers {{domain}}.",
    missing: "Le subreddit r/{{place}} n’existe pas. Vérifiez l’orthographe.",
    private: "r/{{place}} est privé et ce compte n’en est pas membre. Choisissez un autre subreddit.",
    quarantined:
      "r/{{place}} est en quarantaine. Ouvrez-le une fois sur Reddit et acceptez, ou choisissez-en un autre.",
    restricted: "Dans r/{{place}}, seuls les membres approuvés publient. Choisissez un autre subreddit.",
    spoilers_off: "r/{{place}} ne connaît pas les spoilers ; la mention sera omise.",
    text_forbidden: "r/{{place}} interdit dans le texte : {{words}}.",
    text_needs: "r/{{place}} exige dans le texte l’un de ces mots : {{words}}.",
    text_not_allowed: "r/{{place}} n’accepte que des titres. Retirez le texte.",
    text_pattern: "Le texte n’a pas la forme que r/{{place}} exige. Ses règles la décrivent.",
    text_required: "r/{{place}} exige un texte en plus du titre.",
    text_too_long: "{{count}} caractères de texte ; r/{{place}} en autorise {{max}}.",
    text_too_short: "{{count}} caractères de texte ; r/{{place}} en demande au moins {{min}}.",
    title_forbidden: "r/{{place}} interdit dans le titre : {{words}}.",
    title_needs: "r/{{place}} exige dans le titre l’un de ces mots : {{words}}.",
    title_pattern: "Le titre n’a pas la forme que r/{{place}} exige. Ses règles la décrivent.",
    title_too_long: "{{count}} caractères de titre ; r/{{place}} en autorise {{max}}.",
    title_too_short: "{{count}} caractères de titre ; r/{{place}} en demande au moins {{min}}.",
  },
  scheduledAt: {
    past: "Cette heure est passée : la publication part tout de suite.",
    too_far: "C’est dans plus de deux ans. Vérifiez l’année.",
  },
  targets: {
    none: "Choisissez au moins un compte.",
  },
  text: {
    empty: "Écrivez quelque chose ou ajoutez un média.",
    not_a_thread:
      "{{network}} ne connaît pas les fils : les lignes de tirets seront publiées telles quelles.",
    part_empty:
      "La partie {{part}} du fil pour {{network}} est vide. Écrivez-la ou retirez une ligne de tirets.",
    part_too_long:
      "La partie {{part}} a {{over}} caractères de trop pour {{network}} : {{count}} sur {{max}}.",
    part_too_many_hashtags:
      "La partie {{part}} compte {{count}} mots-dièse ; {{network}} en autorise {{max}}.",
    part_too_many_links:
      "La partie {{part}} compte {{count}} liens différents ; {{network}} en autorise {{max}}.",
    part_too_many_mentions: "La partie {{part}} compte {{count}} mentions ; {{network}} en autorise {{max}}.",
    required: "Ce type de publication sur {{network}} demande un texte.",
    too_long: "{{over}} caractères de trop pour {{network}} : {{count}} sur {{max}}.",
    too_many_hashtags: "{{count}} mots-dièse ; {{network}} en autorise {{max}}.",
    too_many_links: "{{count}} liens différents ; {{network}} en autorise {{max}}.",
    too_many_parts: "{{count}} parties ; un fil sur {{network}} en compte {{max}} au plus.",
    too_many_mentions: "{{count}} mentions ; {{network}} en autorise {{max}}.",
    unused: "{{network}} n’affiche pas de texte avec ce type de publication ; le vôtre sera omis.",
  },
};
