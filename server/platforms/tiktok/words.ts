import type { PlatformWords } from "../words.ts";

/** What people read about TikTok. */
export const words: PlatformWords = {
  en: {
    kind: {
      video: "Video",
      photo: "Photos",
      inbox: "To the TikTok inbox",
    },
    step: {
      creator_info: "Asked what the account may do now",
      video_init: "Upload opened",
      inbox_init: "Upload to the inbox opened",
      upload_bytes: "Part of the video uploaded",
      status_fetch: "Asked TikTok how far it is",
    },
    option: {
      privacy_level: "Who can watch",
      title: "Title",
      disable_comment: "Turn comments off",
      disable_duet: "Turn duets off",
      disable_stitch: "Turn stitches off",
      auto_add_music: "Let TikTok add music",
      brand_organic_toggle: "Promotes my own brand",
      brand_content_toggle: "Paid partnership",
      is_aigc: "Made with AI",
      video_cover_timestamp_ms: "Cover at (milliseconds)",
    },
    optionHint: {
      privacy_level: "TikTok asks you to choose each time.",
      brand_content_toggle: "Labelled as a paid partnership; not possible for private posts.",
      is_aigc: "TikTok labels the video as made with AI.",
      video_cover_timestamp_ms: "The moment of the video that becomes the cover, e.g. 1500.",
    },
    value: {
      privacy_level: {
        PUBLIC_TO_EVERYONE: "Everyone",
        MUTUAL_FOLLOW_FRIENDS: "Friends",
        FOLLOWER_OF_CREATOR: "Followers",
        SELF_ONLY: "Only me",
      },
    },
    flavor: {
      "login-kit": {
        title: "TikTok login",
        text: "For any TikTok account: you sign in with TikTok and allow posting.",
      },
    },
    scope: {
      "user.info.basic": "See the account’s name and picture",
      "user.info.profile": "See the account’s handle and profile link",
      "video.publish": "Publish videos and photos",
      "video.upload": "Send videos to the app’s inbox",
      "video.list": "See the account’s public videos, to find out what went live",
    },
    errors: {
      TIKTOK_ACTIVE_USER_CAP:
        "TikTok’s daily number of posting accounts for this app is reached. The post goes out once there is room.",
      TIKTOK_APP_VERSION: "The creator’s TikTok app is too old for this. Update it and try again.",
      TIKTOK_AUTH_REMOVED:
        "The permission was withdrawn while TikTok worked on this post, so it was not published. Connect the account again, then try again.",
      TIKTOK_BANNED: "TikTok has banned this account from posting. The TikTok app says what to do.",
      TIKTOK_CANCELLED: "The post was cancelled on TikTok’s side. Try again if you still want it.",
      TIKTOK_DURATION: "TikTok refused the length of this video. Shorten it and try again.",
      TIKTOK_FAILED: "TikTok failed to publish this post, and nothing went out. Try again later.",
      TIKTOK_FILE_FORMAT: "TikTok cannot read this file. Save the video as MP4 with H.264 and try again.",
      TIKTOK_FRAME_RATE: "TikTok takes videos of 23 to 60 frames a second. Convert this one.",
      TIKTOK_PICTURE_SIZE:
        "TikTok refused the dimensions. Videos need 360 to 4096 pixels a side, photos up to 1080p.",
      TIKTOK_PRIVACY: "This audience is not possible for this account or post. Choose another one.",
      TIKTOK_PUBLISH_UNKNOWN: "TikTok no longer knows this upload. Look at the profile before you try again.",
      TIKTOK_PULL_FAILED: "TikTok could not fetch the files from us. Try again in a moment.",
      TIKTOK_REFUSED: "TikTok refused this post without saying why. Check text and options, then try again.",
      TIKTOK_SPAM: "TikTok took this post for spam. Change the text before you try again.",
      TIKTOK_TOO_LONG_FOR_ACCOUNT:
        "This account may post videos of up to {{seconds}} seconds. Shorten the video.",
      TIKTOK_TOO_MANY_PENDING:
        "Too many uploads wait in the TikTok inbox. Finish or delete some of them in the app.",
      TIKTOK_TOO_MANY_POSTS:
        "TikTok’s limit of posts for this account is reached. The post goes out once there is room.",
      TIKTOK_TOO_MANY_POSTS_FAILED:
        "TikTok dropped this post because the account reached its limit. Nothing went out; try again later.",
      TIKTOK_TROUBLE: "TikTok has trouble on its side. We try again by ourselves.",
      TIKTOK_UNAUDITED:
        "Until TikTok has audited this app, it may only post to private accounts, for yourself alone.",
      TIKTOK_UPLOAD_REFUSED: "TikTok refused the upload. Try again.",
      TIKTOK_URL_UNVERIFIED:
        "TikTok does not fetch files from our address until it is verified. An operator has to do that.",
    },
    evidence: {
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
  },
  fr: {
    kind: {
      video: "Vidéo",
      photo: "Photos",
      inbox: "Vers la boîte TikTok",
    },
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
    flavor: {
      "login-kit": {
        title: "Connexion TikTok",
        text: "Pour tout compte TikTok : vous vous identifiez avec TikTok et autorisez la publication.",
      },
    },
    scope: {
      "user.info.basic": "Voir le nom et la photo du compte",
      "user.info.profile": "Voir l’identifiant et le lien du profil",
      "video.publish": "Publier des vidéos et des photos",
      "video.upload": "Envoyer des vidéos dans la boîte de réception de l’application",
      "video.list": "Voir les vidéos publiques du compte, pour savoir ce qui est en ligne",
    },
    errors: {
      TIKTOK_ACTIVE_USER_CAP:
        "Le nombre de comptes pouvant publier chaque jour sur TikTok avec cette application est atteint. La publication partira dès qu’il y aura de la place.",
      TIKTOK_APP_VERSION:
        "L’application TikTok du créateur est trop ancienne. Mettez-la à jour puis réessayez.",
      TIKTOK_AUTH_REMOVED:
        "L’autorisation a été retirée pendant que TikTok traitait cette publication ; rien n’est paru. Reconnectez le compte, puis réessayez.",
      TIKTOK_BANNED: "TikTok a interdit à ce compte de publier. L’application TikTok indique quoi faire.",
      TIKTOK_CANCELLED:
        "La publication a été annulée du côté de TikTok. Réessayez si vous la voulez toujours.",
      TIKTOK_DURATION: "TikTok a refusé la durée de cette vidéo. Raccourcissez-la puis réessayez.",
      TIKTOK_FAILED: "TikTok n’a pas réussi à publier, et rien n’est paru. Réessayez plus tard.",
      TIKTOK_FILE_FORMAT:
        "TikTok ne peut pas lire ce fichier. Enregistrez la vidéo en MP4 (H.264) puis réessayez.",
      TIKTOK_FRAME_RATE: "TikTok accepte les vidéos de 23 à 60 images par seconde. Convertissez celle-ci.",
      TIKTOK_PICTURE_SIZE:
        "TikTok a refusé les dimensions. Les vidéos font de 360 à 4096 pixels de côté, les photos 1080p au plus.",
      TIKTOK_PRIVACY:
        "Cette audience n’est pas possible pour ce compte ou cette publication. Choisissez-en une autre.",
      TIKTOK_PUBLISH_UNKNOWN: "TikTok ne connaît plus cet envoi. Regardez le profil avant de réessayer.",
      TIKTOK_PULL_FAILED: "TikTok n’a pas pu récupérer les fichiers chez nous. Réessayez dans un instant.",
      TIKTOK_REFUSED:
        "TikTok a refusé cette publication sans dire pourquoi. Vérifiez le texte et les options, puis réessayez.",
      TIKTOK_SPAM: "TikTok a pris cette publication pour du spam. Modifiez le texte avant de réessayer.",
      TIKTOK_TOO_LONG_FOR_ACCOUNT:
        "Ce compte peut publier des vidéos de {{seconds}} secondes au plus. Raccourcissez la vidéo.",
      TIKTOK_TOO_MANY_PENDING:
        "Trop d’envois attendent dans la boîte de réception TikTok. Terminez-en ou supprimez-en dans l’application.",
      TIKTOK_TOO_MANY_POSTS:
        "La limite de TikTok pour ce compte est atteinte. La publication partira dès qu’il y aura de la place.",
      TIKTOK_TOO_MANY_POSTS_FAILED:
        "TikTok a abandonné cette publication, car la limite du compte est atteinte. Rien n’est paru ; réessayez plus tard.",
      TIKTOK_TROUBLE: "TikTok rencontre un problème de son côté. Nous réessayons automatiquement.",
      TIKTOK_UNAUDITED:
        "Tant que TikTok n’a pas audité cette application, elle ne peut publier que sur des comptes privés, pour vous seul.",
      TIKTOK_UPLOAD_REFUSED: "TikTok a refusé l’envoi. Réessayez.",
      TIKTOK_URL_UNVERIFIED:
        "TikTok ne récupère pas de fichiers à notre adresse tant qu’elle n’est pas vérifiée. Un opérateur doit s’en charger.",
    },
    evidence: {
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
  },
};
