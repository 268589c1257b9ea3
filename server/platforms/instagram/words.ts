import type { PlatformWords } from "../words.ts";

/** What people read about Instagram. */
export const words: PlatformWords = {
  en: {
    kind: {
      image: "Photo",
      carousel: "Carousel",
      reel: "Reel",
      story: "Story",
    },
    step: {
      create_container: "Media handed to Instagram",
      create_item: "Item {{number}} handed to Instagram",
      create_carousel: "Carousel put together",
      container_status: "Instagram has prepared the media",
      first_comment: "First comment posted",
      comment_permission: "Permission to comment checked",
      find_media: "Looked for the post on the account",
      read_permalink: "Address of the post read",
    },
    option: {
      share_to_feed: "Also show in the feed",
      thumb_offset: "Cover at (milliseconds)",
      collaborators: "Collaborators",
      firstComment: "First comment",
    },
    optionHint: {
      thumb_offset: "The moment of the video that becomes the cover, e.g. 1500.",
      firstComment:
        "Posted by you under the post as soon as it is there: up to 2,200 characters, 30 hashtags, 20 mentions.",
      collaborators: "Up to three user names, separated by commas. They are asked first.",
    },
    flavor: {
      "instagram-login": {
        title: "Instagram login",
        text: "For professional accounts without a Facebook Page: you sign in with Instagram directly.",
      },
      "facebook-login": {
        title: "Facebook login",
        text: "For professional accounts linked to a Facebook Page: you sign in with Facebook and choose the Pages.",
      },
    },
    scope: {
      instagram_business_basic: "See the account’s name, picture and posts",
      instagram_business_content_publish: "Publish posts, reels and stories",
      instagram_business_manage_comments: "Comment below your own posts",
      instagram_manage_comments: "Comment below your own posts",
      instagram_basic: "See the account’s name, picture and posts",
      instagram_content_publish: "Publish posts, reels and stories",
      pages_show_list: "See which Facebook Pages you manage",
      pages_read_engagement: "Read the Page the account is linked to",
      business_management: "Find accounts that belong to a business portfolio",
    },
    reason: {
      checkpoint:
        "Instagram asks for a security check. Open the app, confirm that it is you, then connect again.",
    },
    errors: {
      INSTAGRAM_ACCOUNT_RESTRICTED:
        "Instagram has restricted this account. Open the Instagram app, follow what it asks, then try again.",
      INSTAGRAM_ASPECT_RATIO: "Instagram takes pictures between 4:5 and 1.91:1. Crop this one and try again.",
      INSTAGRAM_BLOCKED:
        "Instagram has blocked this action for a while, as it looked like spam. Wait some hours before you try again.",
      INSTAGRAM_CAPTION_TOO_LONG: "Instagram takes captions of up to 2,200 characters. Shorten this one.",
      INSTAGRAM_CAROUSEL_COUNT: "A carousel needs 2 to 10 pictures or videos.",
      INSTAGRAM_COMMENT_LOST:
        "The post is public, but Instagram does not show it to us, so the first comment could not be added. Add it in the app.",
      INSTAGRAM_COMMENT_PERMISSION:
        "This account was connected without the permission to comment. Connect it again and allow comments, or take out the first comment.",
      INSTAGRAM_CONTAINER_GONE:
        "Instagram dropped the upload before it was published. Try again, it is prepared anew.",
      INSTAGRAM_COVER_OFFSET: "The cover moment lies outside the video. Choose an earlier one.",
      INSTAGRAM_DAILY_LIMIT:
        "Instagram’s limit of posts in 24 hours is reached. This post goes out once there is room.",
      INSTAGRAM_IMAGE_FORMAT: "Instagram takes pictures as JPEG. Choose another file.",
      INSTAGRAM_IMAGE_TOO_LARGE: "Instagram takes pictures of up to 8 MB. Make this one smaller.",
      INSTAGRAM_MEDIA_FETCH: "Instagram could not fetch the file from us. We try again by ourselves.",
      INSTAGRAM_MEDIA_TYPE: "Instagram does not take this kind of media here. Choose another kind of post.",
      INSTAGRAM_NOT_READY: "Instagram is still preparing the upload. We publish once it is ready.",
      INSTAGRAM_OBJECT_MISSING: "Instagram no longer knows this account or post. Connect the account again.",
      INSTAGRAM_PROCESSING_FAILED:
        "Instagram could not process this file. Save it in another format and try again.",
      INSTAGRAM_REFUSED:
        "Instagram refused this post without saying why. Check text and options, then try again.",
      INSTAGRAM_TAGS: "Instagram refused a tag or an invited account. Check the names and try again.",
      INSTAGRAM_THROTTLED: "Instagram asks us to slow down. We go on by ourselves.",
      INSTAGRAM_TRIAL_REEL: "This account cannot post trial reels.",
      INSTAGRAM_TROUBLE: "Instagram has trouble on its side. We try again by ourselves.",
      INSTAGRAM_VIDEO_FORMAT:
        "Instagram cannot play this video. Save it as MP4 with H.264 and AAC and try again.",
      OAUTH_NO_BUSINESS_ACCOUNT:
        "No professional Instagram account was found. Switch the account to Business or Creator in the Instagram app; with Facebook login, also link it to a page and tick that page.",
    },
    evidence: {
      nothing_prepared: "Instagram had not been given anything yet.",
      ready_unpublished: "Instagram has the post ready, but has not published it.",
      no_longer_usable: "What Instagram had prepared can no longer become a post, and never became one.",
      undecided: "Instagram does not say yet what became of the post.",
      published: "Instagram confirmed that the post is live (id {{post}}).",
      published_not_found: "Instagram confirmed that the post is live; we could not tell its id yet.",
      comment_listed: "The first comment is there (id {{comment}}).",
      comment_not_listed: "The post does not have the first comment.",
      preparation_failed: "Instagram could not make a post of what we had prepared.",
    },
  },
  fr: {
    kind: {
      image: "Photo",
      carousel: "Carrousel",
      reel: "Reel",
      story: "Story",
    },
    step: {
      create_container: "Média remis à Instagram",
      create_item: "Élément {{number}} remis à Instagram",
      create_carousel: "Carrousel assemblé",
      container_status: "Instagram a préparé le média",
      first_comment: "Premier commentaire publié",
      comment_permission: "Autorisation de commenter vérifiée",
      find_media: "Publication cherchée sur le compte",
      read_permalink: "Adresse de la publication relevée",
    },
    option: {
      share_to_feed: "Afficher aussi dans le fil",
      thumb_offset: "Couverture à (millisecondes)",
      collaborators: "Collaborateurs",
      firstComment: "Premier commentaire",
    },
    optionHint: {
      thumb_offset: "L’instant de la vidéo qui sert de couverture, par exemple 1500.",
      firstComment:
        "Publié par vous sous la publication dès qu’elle est en ligne : 2 200 caractères, 30 mots-dièse et 20 mentions au plus.",
      collaborators: "Trois noms d’utilisateur au plus, séparés par des virgules. Leur accord est demandé.",
    },
    flavor: {
      "instagram-login": {
        title: "Connexion Instagram",
        text: "Pour les comptes professionnels sans Page Facebook : vous vous identifiez directement avec Instagram.",
      },
      "facebook-login": {
        title: "Connexion Facebook",
        text: "Pour les comptes professionnels liés à une Page Facebook : vous vous identifiez avec Facebook et choisissez les Pages.",
      },
    },
    scope: {
      instagram_business_basic: "Voir le nom, la photo et les publications du compte",
      instagram_business_content_publish: "Publier des posts, des reels et des stories",
      instagram_business_manage_comments: "Commenter vos propres publications",
      instagram_manage_comments: "Commenter vos propres publications",
      instagram_basic: "Voir le nom, la photo et les publications du compte",
      instagram_content_publish: "Publier des posts, des reels et des stories",
      pages_show_list: "Voir les Pages Facebook que vous gérez",
      pages_read_engagement: "Lire la Page à laquelle le compte est lié",
      business_management: "Trouver les comptes qui appartiennent à un portefeuille business",
    },
    reason: {
      checkpoint:
        "Instagram demande une vérification de sécurité. Ouvrez l’application, confirmez votre identité, puis reconnectez le compte.",
    },
    errors: {
      INSTAGRAM_ACCOUNT_RESTRICTED:
        "Instagram a restreint ce compte. Ouvrez l’application Instagram, suivez ses indications, puis réessayez.",
      INSTAGRAM_ASPECT_RATIO:
        "Instagram accepte les images entre 4:5 et 1,91:1. Recadrez celle-ci puis réessayez.",
      INSTAGRAM_BLOCKED:
        "Instagram a bloqué cette action quelque temps, car elle ressemblait à du spam. Attendez quelques heures avant de réessayer.",
      INSTAGRAM_CAPTION_TOO_LONG:
        "Instagram accepte des légendes de 2 200 caractères au plus. Raccourcissez celle-ci.",
      INSTAGRAM_CAROUSEL_COUNT: "Un carrousel comprend de 2 à 10 images ou vidéos.",
      INSTAGRAM_COMMENT_LOST:
        "La publication est en ligne, mais Instagram ne nous la montre pas : le premier commentaire n’a pas pu être ajouté. Ajoutez-le dans l’application.",
      INSTAGRAM_COMMENT_PERMISSION:
        "Ce compte a été connecté sans l’autorisation de commenter. Reconnectez-le en l’accordant, ou retirez le premier commentaire.",
      INSTAGRAM_CONTAINER_GONE:
        "Instagram a abandonné l’envoi avant sa publication. Réessayez, il sera préparé à nouveau.",
      INSTAGRAM_COVER_OFFSET:
        "Le moment choisi pour la couverture est hors de la vidéo. Choisissez-en un plus tôt.",
      INSTAGRAM_DAILY_LIMIT:
        "La limite d’Instagram sur 24 heures est atteinte. La publication partira dès qu’il y aura de la place.",
      INSTAGRAM_IMAGE_FORMAT: "Instagram accepte les images au format JPEG. Choisissez un autre fichier.",
      INSTAGRAM_IMAGE_TOO_LARGE: "Instagram accepte les images de 8 Mo au plus. Réduisez celle-ci.",
      INSTAGRAM_MEDIA_FETCH:
        "Instagram n’a pas pu récupérer le fichier chez nous. Nous réessayons automatiquement.",
      INSTAGRAM_MEDIA_TYPE:
        "Instagram n’accepte pas ce type de média ici. Choisissez un autre type de publication.",
      INSTAGRAM_NOT_READY: "Instagram prépare encore l’envoi. Nous publierons dès qu’il sera prêt.",
      INSTAGRAM_OBJECT_MISSING:
        "Instagram ne connaît plus ce compte ou cette publication. Reconnectez le compte.",
      INSTAGRAM_PROCESSING_FAILED:
        "Instagram n’a pas pu traiter ce fichier. Enregistrez-le dans un autre format puis réessayez.",
      INSTAGRAM_REFUSED:
        "Instagram a refusé cette publication sans dire pourquoi. Vérifiez le texte et les options, puis réessayez.",
      INSTAGRAM_TAGS:
        "Instagram a refusé une identification ou un compte invité. Vérifiez les noms puis réessayez.",
      INSTAGRAM_THROTTLED: "Instagram nous demande de ralentir. Nous reprenons automatiquement.",
      INSTAGRAM_TRIAL_REEL: "Ce compte ne peut pas publier de reels d’essai.",
      INSTAGRAM_TROUBLE: "Instagram rencontre un problème de son côté. Nous réessayons automatiquement.",
      INSTAGRAM_VIDEO_FORMAT:
        "Instagram ne peut pas lire cette vidéo. Enregistrez-la en MP4 (H.264 et AAC) puis réessayez.",
      OAUTH_NO_BUSINESS_ACCOUNT:
        "Aucun compte Instagram professionnel trouvé. Passez le compte en Entreprise ou Créateur dans l’application Instagram ; avec Facebook, associez-le aussi à une page et cochez cette page.",
    },
    evidence: {
      nothing_prepared: "Rien n’avait encore été transmis à Instagram.",
      ready_unpublished: "La publication est prête chez Instagram, mais n’a pas été publiée.",
      no_longer_usable:
        "Ce qu’Instagram avait préparé ne peut plus devenir une publication, et n’en est jamais devenu une.",
      undecided: "Instagram ne dit pas encore ce qu’est devenue la publication.",
      published: "Instagram a confirmé que la publication est en ligne (identifiant {{post}}).",
      published_not_found:
        "Instagram a confirmé que la publication est en ligne ; son identifiant n’est pas encore connu.",
      comment_listed: "Le premier commentaire est en place (identifiant {{comment}}).",
      comment_not_listed: "La publication ne porte pas le premier commentaire.",
      preparation_failed: "Instagram n’a pas pu faire une publication de ce que nous avions préparé.",
    },
  },
};
