import type { PlatformWords } from "../words.ts";

/** What people read about X. */
export const words: PlatformWords = {
  en: {
    kind: {
      post: "Post",
      thread: "Thread",
    },
    step: {
      check_text: "Text counted as X counts it",
      media_init: "Upload of item {{number}} opened",
      media_append: "Part of item {{number}} uploaded",
      media_finalize: "Item {{number}} uploaded",
      media_status: "Asked X how far item {{number}} is",
      media_alt_text: "Description of item {{number}} added",
      create_post: "Post sent to X",
      create_part: "Part {{number}} sent to X",
    },
    option: {
      reply_settings: "Who can reply",
      made_with_ai: "Made with AI",
      paid_partnership: "Paid partnership",
    },
    optionHint: {
      made_with_ai: "X labels the media as made with AI.",
      paid_partnership: "X labels the post as a paid partnership.",
    },
    value: {
      reply_settings: {
        everyone: "Everyone",
        following: "Accounts you follow",
        mentionedUsers: "Only accounts you mention",
        subscribers: "Your subscribers",
        verified: "Verified accounts",
      },
    },
    flavor: {
      oauth2: {
        title: "X login",
        text: "For any X account: you sign in with X and allow posting.",
      },
    },
    scope: {
      "users.read": "See the account’s name and picture",
      "tweet.read": "See the account’s posts, to find out what went live",
      "tweet.write": "Publish and delete posts",
      "media.write": "Upload pictures and videos",
      "offline.access": "Stay connected between posts",
    },
    errors: {
      X_ACCOUNT_LOCKED: "X has locked this account for now. Sign in to X to unlock it, then try again.",
      X_ACCOUNT_SUSPENDED: "X has suspended this account. X itself says what to do.",
      X_APP_ACCESS: "X does not give this app the access it needs. An operator has to change that at X.",
      X_APP_DAILY_LIMIT:
        "This app has reached X’s limit for a day. The post goes out as soon as X takes posts again.",
      X_APP_SUSPENDED: "X has suspended this app. An operator has to settle that with X.",
      X_AUTOMATED: "X took this post for an automated one. Change the text before you try again.",
      X_CREDITS:
        "The app’s credits at X are used up. An operator has to add some; the post waits until then.",
      X_DAILY_LIMIT: "This account has reached X’s limit of posts. The post goes out once X allows more.",
      X_DISALLOWED: "X does not allow something in this post, such as a link. Change it and try again.",
      X_DUPLICATE:
        "The same words were posted on this account not long ago, and X refuses repeats. Change the text.",
      X_EMPTY_PART: "A part of this post has neither words nor media. Fill or remove it.",
      X_MEDIA_EXPIRED: "X no longer knows the uploaded media. Try again; they will be uploaded anew.",
      X_MEDIA_FAILED: "X could not process the media, and nothing went out. Try again later.",
      X_MEDIA_MIXED: "A video or a GIF goes alone: X takes no other media beside it.",
      X_MEDIA_TOO_LARGE: "X takes pictures of up to 5 MB, GIFs of up to 15 MB and videos of up to 512 MB.",
      X_MEDIA_TYPE:
        "X does not take this kind of file. Pictures as JPEG, PNG or WebP and videos as MP4 with H.264 work.",
      X_MEDIA_UNREADABLE:
        "X cannot read this file. Save the video as MP4 with H.264 and AAC, then try again.",
      X_NOT_ENROLLED:
        "The app is not part of a project with API access at X. An operator has to add it there.",
      X_NOT_FOUND: "X does not know this post any more.",
      X_NOT_PERMITTED: "X does not permit this account to do that. X itself may say more after you sign in.",
      X_REFUSED: "X refused this post without saying why. Check text and options, then try again.",
      X_REPLY_GONE: "The part this one follows has been deleted on X, so the thread cannot go on.",
      X_REPLY_RESTRICTED: "Replies are restricted for this conversation, so X refused this part.",
      X_SAME_PARTS:
        "Two parts of this thread have the same words; X would refuse the second. Change one of them.",
      X_TOO_LONG: "A text is longer than X takes. Shorten it and try again.",
      X_TROUBLE: "X has trouble on its side. We try again by ourselves.",
      X_USAGE_CAP:
        "The app’s monthly allowance at X is used up. An operator has to raise it; the post waits until then.",
    },
    evidence: {
      listed: "X shows a post with the same words, made since (id {{post}}).",
      media_listed: "X shows a post with the media we uploaded for it (id {{post}}).",
      not_listed: "The account’s posts on X do not include it.",
      not_listed_yet:
        "The account’s posts on X do not include it yet; without words to compare we wait longer.",
      several_listed: "{{posts}} posts made since could be this one.",
      media_failed: "X could not process the media; nothing became public.",
    },
  },
  fr: {
    kind: {
      post: "Post",
      thread: "Fil",
    },
    step: {
      check_text: "Texte compté à la manière de X",
      media_init: "Envoi de l’élément {{number}} ouvert",
      media_append: "Partie de l’élément {{number}} envoyée",
      media_finalize: "Élément {{number}} envoyé",
      media_status: "Demandé à X où en est l’élément {{number}}",
      media_alt_text: "Description de l’élément {{number}} ajoutée",
      create_post: "Post envoyé à X",
      create_part: "Partie {{number}} envoyée à X",
    },
    option: {
      reply_settings: "Qui peut répondre",
      made_with_ai: "Créé avec l’IA",
      paid_partnership: "Partenariat rémunéré",
    },
    optionHint: {
      made_with_ai: "X signale les médias comme créés avec l’IA.",
      paid_partnership: "X signale le post comme partenariat rémunéré.",
    },
    value: {
      reply_settings: {
        everyone: "Tout le monde",
        following: "Les comptes que vous suivez",
        mentionedUsers: "Seulement les comptes mentionnés",
        subscribers: "Vos abonnés payants",
        verified: "Les comptes vérifiés",
      },
    },
    flavor: {
      oauth2: {
        title: "Connexion X",
        text: "Pour tout compte X : vous vous identifiez avec X et autorisez la publication.",
      },
    },
    scope: {
      "users.read": "Voir le nom et la photo du compte",
      "tweet.read": "Voir les posts du compte, pour savoir ce qui est en ligne",
      "tweet.write": "Publier et supprimer des posts",
      "media.write": "Envoyer des images et des vidéos",
      "offline.access": "Rester connecté entre deux publications",
    },
    errors: {
      X_ACCOUNT_LOCKED:
        "X a verrouillé ce compte pour le moment. Connectez-vous à X pour le déverrouiller, puis réessayez.",
      X_ACCOUNT_SUSPENDED: "X a suspendu ce compte. X indique lui-même quoi faire.",
      X_APP_ACCESS:
        "X ne donne pas à cette application l’accès nécessaire. Un opérateur doit le modifier chez X.",
      X_APP_DAILY_LIMIT:
        "Cette application a atteint la limite quotidienne de X. La publication partira dès que X en acceptera de nouveau.",
      X_APP_SUSPENDED: "X a suspendu cette application. Un opérateur doit régler cela avec X.",
      X_AUTOMATED: "X a pris ce post pour un envoi automatisé. Modifiez le texte avant de réessayer.",
      X_CREDITS:
        "Les crédits de l’application chez X sont épuisés. Un opérateur doit en ajouter ; la publication attend jusque-là.",
      X_DAILY_LIMIT:
        "Ce compte a atteint la limite de posts de X. La publication partira dès que X en permettra d’autres.",
      X_DISALLOWED:
        "X n’autorise pas un élément de ce post, un lien par exemple. Modifiez-le puis réessayez.",
      X_DUPLICATE:
        "Le même texte a été publié il y a peu sur ce compte, et X refuse les répétitions. Modifiez le texte.",
      X_EMPTY_PART: "Une partie de ce post n’a ni texte ni média. Complétez-la ou retirez-la.",
      X_MEDIA_EXPIRED: "X ne connaît plus les médias envoyés. Réessayez ; ils seront envoyés à nouveau.",
      X_MEDIA_FAILED: "X n’a pas pu traiter les médias, et rien n’est paru. Réessayez plus tard.",
      X_MEDIA_MIXED: "Une vidéo ou un GIF va seul : X n’accepte aucun autre média à côté.",
      X_MEDIA_TOO_LARGE: "X accepte des images de 5 Mo, des GIF de 15 Mo et des vidéos de 512 Mo au plus.",
      X_MEDIA_TYPE:
        "X n’accepte pas ce type de fichier. Les images en JPEG, PNG ou WebP et les vidéos en MP4 (H.264) conviennent.",
      X_MEDIA_UNREADABLE:
        "X ne peut pas lire ce fichier. Enregistrez la vidéo en MP4 (H.264 et AAC), puis réessayez.",
      X_NOT_ENROLLED:
        "L’application ne fait pas partie d’un projet ayant accès à l’API de X. Un opérateur doit l’y ajouter.",
      X_NOT_FOUND: "X ne connaît plus ce post.",
      X_NOT_PERMITTED:
        "X ne permet pas cela à ce compte. X en dira peut-être plus une fois que vous y serez connecté.",
      X_REFUSED: "X a refusé ce post sans dire pourquoi. Vérifiez le texte et les options, puis réessayez.",
      X_REPLY_GONE:
        "La partie que celle-ci devait suivre a été supprimée sur X ; le fil ne peut pas continuer.",
      X_REPLY_RESTRICTED:
        "Les réponses sont restreintes dans cette conversation ; X a donc refusé cette partie.",
      X_SAME_PARTS:
        "Deux parties de ce fil ont le même texte ; X refuserait la seconde. Modifiez l’une d’elles.",
      X_TOO_LONG: "Un texte est plus long que X ne l’accepte. Raccourcissez-le puis réessayez.",
      X_TROUBLE: "X rencontre un problème de son côté. Nous réessayons automatiquement.",
      X_USAGE_CAP:
        "Le forfait mensuel de l’application chez X est épuisé. Un opérateur doit l’augmenter ; la publication attend jusque-là.",
    },
    evidence: {
      listed: "X montre un post avec le même texte, fait depuis (identifiant {{post}}).",
      media_listed:
        "X montre un post avec les médias que nous avions envoyés pour lui (identifiant {{post}}).",
      not_listed: "Il ne se trouve pas parmi les posts du compte sur X.",
      not_listed_yet:
        "Il ne se trouve pas encore parmi les posts du compte sur X ; sans texte à comparer, nous attendons plus longtemps.",
      several_listed: "{{posts}} posts faits depuis pourraient être celui-ci.",
      media_failed: "X n’a pas pu traiter les médias ; rien n’a été rendu public.",
    },
  },
};
