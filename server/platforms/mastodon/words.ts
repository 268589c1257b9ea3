import type { PlatformWords } from "../words.ts";

/** What people read about Mastodon. */
export const words: PlatformWords = {
  en: {
    kind: { text: "Post", images: "Pictures", video: "Video" },
    step: {
      upload_media: "File {{number}} handed to Mastodon",
      media_status: "Mastodon has prepared the files",
      make_key: "Key made that keeps a repeat from posting twice",
      create_status: "Sent to Mastodon",
    },
    option: {
      visibility: "Who can see it",
      spoiler_text: "Content warning",
      sensitive: "Hide the media behind a warning",
      language: "Language of the post",
    },
    optionHint: {
      spoiler_text: "Shown first; the post opens on a click. It counts towards the length.",
      language: "Without a choice, Mastodon takes the one of the account.",
    },
    value: {
      visibility: { public: "Everyone", unlisted: "Everyone, outside of feeds", private: "Followers only" },
      language: {
        en: "English",
        fr: "French",
        de: "German",
        es: "Spanish",
        it: "Italian",
        nl: "Dutch",
        pt: "Portuguese",
        ja: "Japanese",
      },
    },
    flavor: {
      oauth2: {
        title: "Mastodon login",
        text: "For an account on the Mastodon server of this installation: you sign in there and allow posting.",
      },
    },
    scope: {
      profile: "See the account’s name and picture",
      "write:statuses": "Publish and delete posts",
      "write:media": "Upload pictures and videos",
      "read:statuses": "See the account’s posts, to find out what went live",
    },
    errors: {
      MASTODON_BLANK: "Mastodon takes no empty post. Write something or add media.",
      MASTODON_GONE: "Mastodon no longer knows this post or file.",
      MASTODON_MEDIA_MIXED: "Mastodon takes up to 4 pictures or 1 video in a post. Take some out.",
      MASTODON_MEDIA_NOT_READY: "Mastodon is still preparing a file. We publish once it is ready.",
      MASTODON_MEDIA_SIZE: "This file is too large for the Mastodon server. Make it smaller.",
      MASTODON_MEDIA_TYPE: "Mastodon cannot use this file. Save it as JPEG, PNG or MP4 and try again.",
      MASTODON_NOT_ALLOWED: "The Mastodon server does not allow this. Its moderators can tell why.",
      MASTODON_REFUSED: "Mastodon refused this post. Check text and options, then try again.",
      MASTODON_SUSPENDED:
        "The Mastodon server has suspended this account. Sign in there to see what can be done.",
      MASTODON_TOO_LONG: "The text is longer than this Mastodon server allows. Shorten it.",
      MASTODON_TROUBLE: "The Mastodon server has trouble. We try again by ourselves.",
    },
    evidence: {
      listed: "Mastodon lists a post with the same words or files, made since (id {{post}}).",
      not_listed: "The account’s posts since then do not include this one.",
      several_listed: "{{posts}} posts made since could be this one.",
      not_visible: "This account has not allowed us to see its posts for followers.",
      media_stuck: "Mastodon never finished preparing a file.",
    },
  },
  fr: {
    kind: { text: "Message", images: "Images", video: "Vidéo" },
    step: {
      upload_media: "Fichier {{number}} remis à Mastodon",
      media_status: "Mastodon a préparé les fichiers",
      make_key: "Clé créée pour qu’une répétition ne publie pas deux fois",
      create_status: "Envoyé à Mastodon",
    },
    option: {
      visibility: "Qui peut la voir",
      spoiler_text: "Avertissement",
      sensitive: "Masquer les médias derrière un avertissement",
      language: "Langue de la publication",
    },
    optionHint: {
      spoiler_text: "Affiché d’abord ; la publication s’ouvre d’un clic. Il compte dans la longueur.",
      language: "Sans choix, Mastodon prend celle du compte.",
    },
    value: {
      visibility: {
        public: "Tout le monde",
        unlisted: "Tout le monde, hors des fils publics",
        private: "Abonnés uniquement",
      },
      language: {
        en: "Anglais",
        fr: "Français",
        de: "Allemand",
        es: "Espagnol",
        it: "Italien",
        nl: "Néerlandais",
        pt: "Portugais",
        ja: "Japonais",
      },
    },
    flavor: {
      oauth2: {
        title: "Connexion Mastodon",
        text: "Pour un compte du serveur Mastodon de cette installation : vous vous y identifiez et autorisez la publication.",
      },
    },
    scope: {
      profile: "Voir le nom et la photo du compte",
      "write:statuses": "Publier et supprimer des messages",
      "write:media": "Envoyer des images et des vidéos",
      "read:statuses": "Voir les publications du compte, pour savoir ce qui est en ligne",
    },
    errors: {
      MASTODON_BLANK:
        "Mastodon n’accepte pas de publication vide. Écrivez quelque chose ou ajoutez un média.",
      MASTODON_GONE: "Mastodon ne connaît plus cette publication ou ce fichier.",
      MASTODON_MEDIA_MIXED: "Mastodon accepte 4 images ou 1 vidéo par publication. Retirez-en.",
      MASTODON_MEDIA_NOT_READY: "Mastodon prépare encore un fichier. Nous publierons dès qu’il sera prêt.",
      MASTODON_MEDIA_SIZE: "Ce fichier est trop volumineux pour le serveur Mastodon. Réduisez-le.",
      MASTODON_MEDIA_TYPE:
        "Mastodon ne peut pas utiliser ce fichier. Enregistrez-le en JPEG, PNG ou MP4 puis réessayez.",
      MASTODON_NOT_ALLOWED: "Le serveur Mastodon ne le permet pas. Sa modération peut dire pourquoi.",
      MASTODON_REFUSED:
        "Mastodon a refusé cette publication. Vérifiez le texte et les options, puis réessayez.",
      MASTODON_SUSPENDED:
        "Le serveur Mastodon a suspendu ce compte. Identifiez-vous sur le serveur pour savoir que faire.",
      MASTODON_TOO_LONG: "Le texte dépasse ce que permet ce serveur Mastodon. Raccourcissez-le.",
      MASTODON_TROUBLE: "Le serveur Mastodon rencontre un problème. Nous réessayons automatiquement.",
    },
    evidence: {
      listed:
        "Mastodon montre une publication avec le même texte ou les mêmes fichiers, faite depuis (identifiant {{post}}).",
      not_listed: "Les publications du compte faites depuis ne comprennent pas celle-ci.",
      several_listed: "{{posts}} publications faites depuis pourraient être celle-ci.",
      not_visible: "Ce compte ne nous a pas autorisés à voir ses publications réservées aux abonnés.",
      media_stuck: "Mastodon n’a jamais fini de préparer un fichier.",
    },
  },
};
