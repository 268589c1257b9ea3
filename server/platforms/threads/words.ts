import type { PlatformWords } from "../words.ts";

/** What people read about Threads. */
export const words: PlatformWords = {
  en: {
    kind: { text: "Text", image: "Photo", video: "Video", carousel: "Carousel" },
    step: {
      create_container: "Post handed to Threads",
      create_item: "Item {{number}} handed to Threads",
      create_carousel: "Carousel put together",
      container_status: "Threads has prepared the post",
      reply_room: "Room for the replies checked",
      find_post: "Looked for the post on the account",
      read_permalink: "Address of the post read",
    },
    option: {
      reply_control: "Who may reply",
      topic_tag: "Topic",
      link_attachment: "Link with a preview",
    },
    optionHint: {
      topic_tag: "One topic of up to 50 characters, without full stops and ampersands.",
      link_attachment: "An address beginning with https:// that is shown as a card under the text.",
    },
    value: {
      reply_control: {
        everyone: "Everyone",
        accounts_you_follow: "Profiles you follow",
        mentioned_only: "Mentioned profiles only",
        parent_post_author_only: "Author of the post only",
        followers_only: "Your followers only",
      },
    },
    flavor: {
      "threads-login": {
        title: "Threads login",
        text: "You sign in with Threads and choose what Huntaze may do there.",
      },
    },
    scope: {
      threads_basic: "See the account’s name, picture and posts",
      threads_content_publish: "Publish posts",
      threads_manage_replies: "Publish replies, for chains of posts",
      threads_read_replies: "Read replies, to find the parts of a chain again",
      threads_delete: "Delete posts",
    },
    reason: {
      threads_checkpoint:
        "Threads asks for a security check. Open the app, confirm that it is you, then connect again.",
    },
    errors: {
      THREADS_ACCOUNT_RESTRICTED:
        "Threads has restricted this account. Open the Threads app, follow what it asks, then try again.",
      THREADS_ASPECT_RATIO:
        "Threads takes nothing that is more than ten times as wide as high, or the reverse. Crop it and try again.",
      THREADS_BLOCKED:
        "Threads has blocked this action for a while, as it looked like spam. Wait some hours before you try again.",
      THREADS_CONTAINER_GONE:
        "Threads dropped the post before it was published. Try again, it is prepared anew.",
      THREADS_DAILY_LIMIT:
        "The limit of Threads for 24 hours is reached. This post goes out once there is room.",
      THREADS_DELETE_PERMISSION:
        "Threads has not been allowed to let us delete posts. Connect the account again and allow it, or delete the post in the Threads app.",
      THREADS_IMAGE_FORMAT: "Threads takes pictures as JPEG or PNG. Choose another file.",
      THREADS_IMAGE_TOO_LARGE: "Threads takes pictures of up to 8 MB. Make this one smaller.",
      THREADS_LINK_LIMIT: "Threads takes at most 5 different links in a post. Remove some.",
      THREADS_MEDIA_FETCH: "Threads could not fetch the file from us. We try again by ourselves.",
      THREADS_OBJECT_MISSING: "Threads no longer knows this account or post.",
      THREADS_PART_LOST:
        "Part {{part}} of the chain is public, but Threads does not show it, so nothing could be added to it. Look at the chain on Threads and add the rest there.",
      THREADS_PROCESSING_FAILED:
        "Threads could not process this file. Save it in another format and try again.",
      THREADS_REFUSED:
        "Threads refused this post without saying why. Check text and options, then try again.",
      THREADS_REPLIES_PERMISSION:
        "A chain consists of replies, and this account was connected without the permission for them. Connect it again and allow replies.",
      THREADS_REPLY_LIMIT:
        "There is no room left for all the replies of this chain: Threads allows 1,000 in 24 hours. It begins once they all fit.",
      THREADS_TEXT_TOO_LONG:
        "Threads takes texts of up to 500 characters; an emoji counts for several. Shorten this one.",
      THREADS_THROTTLED: "Threads asks us to slow down. We go on by ourselves.",
      THREADS_TOPIC_TAG:
        "Threads refused the topic. It has 1 to 50 characters, without full stops and ampersands.",
      THREADS_TROUBLE: "Threads has trouble on its side. We try again by ourselves.",
      THREADS_VIDEO_AUDIO: "Threads takes sound in mono or stereo only. Save the video so and try again.",
      THREADS_VIDEO_DURATION: "Threads takes videos of up to 5 minutes. Shorten this one.",
      THREADS_VIDEO_FORMAT:
        "Threads cannot play this video. Save it as MP4 with H.264 and AAC, 23 to 60 frames a second, and try again.",
    },
    evidence: {
      nothing_prepared: "Threads had not been given anything yet.",
      ready_unpublished: "Threads has the post ready, but has not published it.",
      no_longer_usable: "What Threads had prepared can no longer become a post, and never became one.",
      undecided: "Threads does not say yet what became of the post.",
      published: "Threads confirmed that the post is live (id {{post}}).",
      published_not_found: "Threads confirmed that the post is live; we could not tell its id yet.",
      preparation_failed: "Threads could not make a post of what we had prepared.",
    },
  },
  fr: {
    kind: { text: "Texte", image: "Photo", video: "Vidéo", carousel: "Carrousel" },
    step: {
      create_container: "Publication remise à Threads",
      create_item: "Élément {{number}} remis à Threads",
      create_carousel: "Carrousel assemblé",
      container_status: "Threads a préparé la publication",
      reply_room: "Place pour les réponses vérifiée",
      find_post: "Publication cherchée sur le compte",
      read_permalink: "Adresse de la publication relevée",
    },
    option: {
      reply_control: "Qui peut répondre",
      topic_tag: "Sujet",
      link_attachment: "Lien avec aperçu",
    },
    optionHint: {
      topic_tag: "Un seul sujet, de 50 caractères au plus, sans point ni esperluette.",
      link_attachment: "Une adresse qui commence par https:// et s’affiche en carte sous le texte.",
    },
    value: {
      reply_control: {
        everyone: "Tout le monde",
        accounts_you_follow: "Les profils que vous suivez",
        mentioned_only: "Les profils mentionnés seulement",
        parent_post_author_only: "L’auteur de la publication seulement",
        followers_only: "Vos abonnés seulement",
      },
    },
    flavor: {
      "threads-login": {
        title: "Connexion Threads",
        text: "Vous vous identifiez avec Threads et choisissez ce que Huntaze peut y faire.",
      },
    },
    scope: {
      threads_basic: "Voir le nom, la photo et les publications du compte",
      threads_content_publish: "Publier",
      threads_manage_replies: "Publier des réponses, pour les fils de plusieurs parties",
      threads_read_replies: "Lire les réponses, pour retrouver les parties d’un fil",
      threads_delete: "Supprimer des publications",
    },
    reason: {
      threads_checkpoint:
        "Threads demande une vérification de sécurité. Ouvrez l’application, confirmez votre identité, puis reconnectez le compte.",
    },
    errors: {
      THREADS_ACCOUNT_RESTRICTED:
        "Threads a restreint ce compte. Ouvrez l’application Threads, suivez ses indications, puis réessayez.",
      THREADS_ASPECT_RATIO:
        "Threads refuse ce qui est plus de dix fois plus large que haut, ou l’inverse. Recadrez puis réessayez.",
      THREADS_BLOCKED:
        "Threads a bloqué cette action quelque temps, car elle ressemblait à du spam. Attendez quelques heures avant de réessayer.",
      THREADS_CONTAINER_GONE:
        "Threads a abandonné la publication avant sa mise en ligne. Réessayez, elle sera préparée à nouveau.",
      THREADS_DAILY_LIMIT:
        "La limite de Threads sur 24 heures est atteinte. La publication partira dès qu’il y aura de la place.",
      THREADS_DELETE_PERMISSION:
        "La suppression n’a pas été autorisée sur Threads. Reconnectez le compte en l’autorisant, ou supprimez la publication dans l’application Threads.",
      THREADS_IMAGE_FORMAT: "Threads accepte les images JPEG ou PNG. Choisissez un autre fichier.",
      THREADS_IMAGE_TOO_LARGE: "Threads accepte les images de 8 Mo au plus. Réduisez celle-ci.",
      THREADS_LINK_LIMIT: "Threads accepte au plus 5 liens différents par publication. Retirez-en.",
      THREADS_MEDIA_FETCH:
        "Threads n’a pas pu récupérer le fichier chez nous. Nous réessayons automatiquement.",
      THREADS_OBJECT_MISSING: "Threads ne connaît plus ce compte ou cette publication.",
      THREADS_PART_LOST:
        "La partie {{part}} du fil est en ligne, mais Threads ne la montre pas : rien n’a pu y être ajouté. Regardez le fil sur Threads et ajoutez-y la suite.",
      THREADS_PROCESSING_FAILED:
        "Threads n’a pas pu traiter ce fichier. Enregistrez-le dans un autre format puis réessayez.",
      THREADS_REFUSED:
        "Threads a refusé cette publication sans dire pourquoi. Vérifiez le texte et les options, puis réessayez.",
      THREADS_REPLIES_PERMISSION:
        "Un fil se compose de réponses, et ce compte a été connecté sans l’autorisation d’en publier. Reconnectez-le en autorisant les réponses.",
      THREADS_REPLY_LIMIT:
        "Il ne reste pas de place pour toutes les réponses de ce fil : Threads en permet 1 000 en 24 heures. Il commencera quand toutes passeront.",
      THREADS_TEXT_TOO_LONG:
        "Threads accepte des textes de 500 caractères au plus ; un emoji en vaut plusieurs. Raccourcissez celui-ci.",
      THREADS_THROTTLED: "Threads nous demande de ralentir. Nous reprenons automatiquement.",
      THREADS_TOPIC_TAG:
        "Threads a refusé le sujet. Il compte de 1 à 50 caractères, sans point ni esperluette.",
      THREADS_TROUBLE: "Threads rencontre un problème de son côté. Nous réessayons automatiquement.",
      THREADS_VIDEO_AUDIO:
        "Threads n’accepte le son qu’en mono ou en stéréo. Enregistrez la vidéo ainsi puis réessayez.",
      THREADS_VIDEO_DURATION: "Threads accepte les vidéos de 5 minutes au plus. Raccourcissez celle-ci.",
      THREADS_VIDEO_FORMAT:
        "Threads ne peut pas lire cette vidéo. Enregistrez-la en MP4 (H.264 et AAC), de 23 à 60 images par seconde, puis réessayez.",
    },
    evidence: {
      nothing_prepared: "Rien n’avait encore été transmis à Threads.",
      ready_unpublished: "La publication est prête chez Threads, mais n’a pas été publiée.",
      no_longer_usable:
        "Ce que Threads avait préparé ne peut plus devenir une publication, et n’en est jamais devenu une.",
      undecided: "Threads ne dit pas encore ce qu’est devenue la publication.",
      published: "Threads a confirmé que la publication est en ligne (identifiant {{post}}).",
      published_not_found:
        "Threads a confirmé que la publication est en ligne ; son identifiant n’est pas encore connu.",
      preparation_failed: "Threads n’a pas pu faire une publication de ce que nous avions préparé.",
    },
  },
};
