export default {
  instagram: {
    kind: { image: "Photo", carousel: "Carrousel", reel: "Reel", story: "Story" },
    step: {
      create_container: "Média remis à Instagram",
      create_item: "Élément {{number}} remis à Instagram",
      create_carousel: "Carrousel assemblé",
      container_status: "Instagram a préparé le média",
      find_media: "Publication cherchée sur le compte",
      read_permalink: "Adresse de la publication relevée",
    },
    option: {
      share_to_feed: "Afficher aussi dans le fil",
      thumb_offset: "Couverture à (millisecondes)",
      collaborators: "Collaborateurs",
    },
    optionHint: {
      thumb_offset: "L’instant de la vidéo qui sert de couverture, par exemple 1500.",
      collaborators: "Trois noms d’utilisateur au plus, séparés par des virgules. Leur accord est demandé.",
    },
  },
  tiktok: {
    kind: { video: "Vidéo", photo: "Photos", inbox: "Vers la boîte TikTok" },
    step: {
      creator_info: "Demandé ce que le compte peut faire à présent",
      video_init: "Envoi ouvert",
      inbox_init: "Envoi vers la boîte de réception ouvert",
      upload_bytes: "Partie de la vidéo envoyée",
      status_fetch: "Demandé à TikTok où il en est",
    },
    option: {
      privacy_level: "Qui peut regarder",
      title: "Titre",
      disable_comment: "Désactiver les commentaires",
      disable_duet: "Désactiver les duos",
      disable_stitch: "Désactiver les collages",
      auto_add_music: "Laisser TikTok ajouter une musique",
      brand_organic_toggle: "Promotion de ma propre marque",
      brand_content_toggle: "Partenariat rémunéré",
      is_aigc: "Créé avec l’IA",
      video_cover_timestamp_ms: "Couverture à (millisecondes)",
    },
    optionHint: {
      privacy_level: "TikTok demande de choisir à chaque fois.",
      brand_content_toggle: "Signalé comme partenariat rémunéré ; impossible pour une publication privée.",
      is_aigc: "TikTok signale la vidéo comme créée avec l’IA.",
      video_cover_timestamp_ms: "L’instant de la vidéo qui sert de couverture, par exemple 1500.",
    },
    value: {
      privacy_level: {
        PUBLIC_TO_EVERYONE: "Tout le monde",
        MUTUAL_FOLLOW_FRIENDS: "Amis",
        FOLLOWER_OF_CREATOR: "Abonnés",
        SELF_ONLY: "Moi uniquement",
      },
    },
  },
};
