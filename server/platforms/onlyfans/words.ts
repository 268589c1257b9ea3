import type { PlatformWords } from "../words.ts";

/** What people read about OnlyFans. */
export const words: PlatformWords = {
  en: {
    kind: { post: "Post", message: "Message" },
    step: {
      check: "Asked whether the account is signed in at the partner",
      upload: "File uploaded",
      reserve: "Key of the message made and stored",
      send_post: "Post sent",
      send_message: "Message sent",
      send_mass_message: "Message to a list sent",
      mass_message_status: "Asked how far the list is",
    },
    option: {
      to: "To",
      price: "Price to open it (US dollars)",
      lockedText: "Hide the text until it is paid",
    },
    optionHint: {
      to: "A chat, or a list of fans.",
      price: "Empty: free. From 3 to 200, and only with media.",
      lockedText: "Only for messages with a price.",
    },
    value: { to: { by_hand: "Whoever I choose when I send it" } },
    flavor: {
      partner: {
        title: "Through the partner API",
        text: "With a key of OnlyFansAPI.com, where your account is signed in. Posts and messages go out by themselves.",
      },
      assisted: {
        title: "Assisted: you send it yourself",
        text: "No key, no password. When a post is due you get it ready to copy, and confirm once you have sent it.",
      },
    },
    errors: {
      ONLYFANS_ACCOUNT_UNKNOWN:
        "This key does not open that account. Choose one of the accounts it does open.",
      ONLYFANS_BANNED_WORDS: "OnlyFans does not allow some of these words. Change the text and try again.",
      ONLYFANS_HANDLE:
        "Write the account’s name on OnlyFans: letters, digits, dots, hyphens and underscores.",
      ONLYFANS_KEY_REFUSED: "The partner does not know this key. Copy it again from its console.",
      ONLYFANS_MASS_FAILED:
        "OnlyFans stopped this message before every fan of the list had it. Look at OnlyFans before you try again.",
      ONLYFANS_MEDIA_USED:
        "An uploaded file could not be used, although it was uploaded several times. Start again.",
      ONLYFANS_NOT_AUTHENTICATED_THERE:
        "This account is not signed in at the partner. Sign in there first, then connect it here.",
      ONLYFANS_NOT_FOUND: "OnlyFans does not know this chat, list or post any more.",
      ONLYFANS_NO_CREDITS:
        "The partner’s credits are used up. Whoever pays for the key can buy more; what is due goes out then.",
      ONLYFANS_NO_INSTALLATION_KEY:
        "The key this account was connected with is gone. An operator can set it again, or connect with a key of your own.",
      ONLYFANS_NO_RECIPIENT: "Choose whom the message is for.",
      ONLYFANS_PLAN: "The partner’s plan of this key does not include this.",
      ONLYFANS_PRICE: "A price is between 3 and 200 US dollars, with two decimals at most.",
      ONLYFANS_PRICE_WITHOUT_MEDIA: "A message with a price needs at least one photo or video.",
      ONLYFANS_REFUSED: "OnlyFans refused this. Check text, media and options, then try again.",
      ONLYFANS_SESSION_ENDED:
        "The account’s session at OnlyFans has ended. Sign in again at the partner, then reconnect it here.",
      ONLYFANS_TOO_LARGE: "A file is larger than the 100 MB the partner takes.",
      ONLYFANS_TOO_OLD_TO_DELETE: "OnlyFans lets this be deleted for 24 hours only. Look for it there.",
      ONLYFANS_TROUBLE: "OnlyFans or the partner has trouble on its side. We try again by ourselves.",
    },
    reason: {
      onlyfans_account_gone: "The key does not open this account any more.",
      onlyfans_key_refused: "The partner does not accept the key any more.",
      onlyfans_session_ended: "The account’s session at OnlyFans has ended; sign in again at the partner.",
    },
    evidence: {
      listed: "It stands on the account with the same words, made since (id {{item}}).",
      not_listed: "A fresh list of the account shows nothing with these words since.",
      several_listed: "{{items}} entries made since could be this one.",
      list_too_short: "The list we were given does not reach back far enough to tell.",
      key_expired:
        "Too much time has passed for the message’s key to prevent a second one, so nobody sends it again unasked.",
      mass_failed: "OnlyFans says that the message to the list was stopped (id {{item}}).",
      mass_on_its_way: "OnlyFans has the message to the list in its queue (id {{item}}).",
    },
    more: {
      connect: {
        official:
          "OnlyFans has no official API. This way goes through OnlyFansAPI.com, a documented third party that is not OnlyFans: your account is signed in there, and you decide whether its terms and OnlyFans’ suit you. We never ask for your OnlyFans password.",
        assistedOfficial:
          "Nothing is sent by us and no third party is involved. You sign in to OnlyFans yourself; we only prepare what you send.",
        field: { apiKey: "API key", handle: "Name on OnlyFans" },
        fieldHint: {
          apiKey: "From the partner’s console; it begins with ofapi_. Stored sealed, never shown again.",
          handle: "Without the @; it only names the account here.",
        },
      },
    },
  },
  fr: {
    kind: { post: "Publication", message: "Message" },
    step: {
      check: "Demandé si le compte est connecté chez le partenaire",
      upload: "Fichier envoyé",
      reserve: "Clé du message créée et conservée",
      send_post: "Publication envoyée",
      send_message: "Message envoyé",
      send_mass_message: "Message à une liste envoyé",
      mass_message_status: "Demandé où en est la liste",
    },
    option: {
      to: "À",
      price: "Prix d’ouverture (dollars américains)",
      lockedText: "Masquer le texte jusqu’au paiement",
    },
    optionHint: {
      to: "Une conversation, ou une liste de fans.",
      price: "Vide : gratuit. De 3 à 200, et seulement avec des médias.",
      lockedText: "Seulement pour les messages payants.",
    },
    value: { to: { by_hand: "La personne que je choisirai en l’envoyant" } },
    flavor: {
      partner: {
        title: "Par l’API partenaire",
        text: "Avec une clé d’OnlyFansAPI.com, où votre compte est connecté. Publications et messages partent d’eux-mêmes.",
      },
      assisted: {
        title: "Assisté : vous l’envoyez vous-même",
        text: "Ni clé ni mot de passe. À l’heure dite, tout est prêt à copier ; vous confirmez une fois que c’est envoyé.",
      },
    },
    errors: {
      ONLYFANS_ACCOUNT_UNKNOWN:
        "Cette clé n’ouvre pas ce compte. Choisissez l’un des comptes auxquels elle donne accès.",
      ONLYFANS_BANNED_WORDS:
        "OnlyFans n’autorise pas certains de ces mots. Modifiez le texte, puis réessayez.",
      ONLYFANS_HANDLE:
        "Indiquez le nom du compte sur OnlyFans : lettres, chiffres, points, tirets et tirets bas.",
      ONLYFANS_KEY_REFUSED: "Le partenaire ne connaît pas cette clé. Copiez-la à nouveau depuis sa console.",
      ONLYFANS_MASS_FAILED:
        "OnlyFans a interrompu ce message avant que tous les fans de la liste l’aient reçu. Vérifiez sur OnlyFans avant de réessayer.",
      ONLYFANS_MEDIA_USED:
        "Un fichier envoyé n’a pas pu être utilisé, même renvoyé plusieurs fois. Recommencez depuis le début.",
      ONLYFANS_NOT_AUTHENTICATED_THERE:
        "Ce compte n’est pas connecté chez le partenaire. Connectez-vous-y d’abord, puis revenez ici.",
      ONLYFANS_NOT_FOUND: "OnlyFans ne connaît plus cette conversation, cette liste ou cette publication.",
      ONLYFANS_NO_CREDITS:
        "Les crédits du partenaire sont épuisés. Le titulaire de la clé peut en racheter ; ce qui attend partira alors.",
      ONLYFANS_NO_INSTALLATION_KEY:
        "La clé avec laquelle ce compte a été connecté n’existe plus. Un opérateur peut la rétablir, ou connectez-le avec votre propre clé.",
      ONLYFANS_NO_RECIPIENT: "Choisissez à qui s’adresse le message.",
      ONLYFANS_PLAN: "L’abonnement de cette clé chez le partenaire ne comprend pas cette fonction.",
      ONLYFANS_PRICE: "Un prix se situe entre 3 et 200 dollars américains, avec deux décimales au plus.",
      ONLYFANS_PRICE_WITHOUT_MEDIA: "Un message payant contient au moins une photo ou une vidéo.",
      ONLYFANS_REFUSED: "OnlyFans a refusé. Vérifiez le texte, les médias et les options, puis réessayez.",
      ONLYFANS_SESSION_ENDED:
        "La session du compte sur OnlyFans est terminée. Reconnectez-vous chez le partenaire, puis ici.",
      ONLYFANS_TOO_LARGE: "Un fichier dépasse les 100 Mo que le partenaire accepte.",
      ONLYFANS_TOO_OLD_TO_DELETE:
        "OnlyFans ne permet cette suppression que pendant 24 heures. Cherchez le contenu sur OnlyFans.",
      ONLYFANS_TROUBLE: "OnlyFans ou le partenaire rencontre des difficultés. Nous réessayons de nous-mêmes.",
    },
    reason: {
      onlyfans_account_gone: "La clé n’ouvre plus ce compte.",
      onlyfans_key_refused: "Le partenaire n’accepte plus la clé.",
      onlyfans_session_ended:
        "La session du compte sur OnlyFans est terminée ; reconnectez-vous chez le partenaire.",
    },
    evidence: {
      listed: "Le compte montre un contenu avec les mêmes mots, créé depuis (id {{item}}).",
      not_listed: "Une liste à jour du compte ne montre rien avec ces mots depuis.",
      several_listed: "{{items}} contenus créés depuis pourraient être celui-ci.",
      list_too_short: "La liste reçue ne remonte pas assez loin pour trancher.",
      key_expired:
        "Trop de temps a passé pour que la clé du message en empêche un second : personne ne le renvoie sans qu’on le demande.",
      mass_failed: "OnlyFans indique que le message à la liste a été interrompu (id {{item}}).",
      mass_on_its_way: "OnlyFans a le message à la liste dans sa file (id {{item}}).",
    },
    more: {
      connect: {
        official:
          "OnlyFans n’a pas d’API officielle. Cette voie passe par OnlyFansAPI.com, un tiers documenté qui n’est pas OnlyFans : votre compte y est connecté, et c’est à vous de juger si ses conditions et celles d’OnlyFans vous conviennent. Nous ne demandons jamais votre mot de passe OnlyFans.",
        assistedOfficial:
          "Nous n’envoyons rien et aucun tiers n’intervient. Vous vous connectez vous-même à OnlyFans ; nous préparons seulement ce que vous envoyez.",
        field: { apiKey: "Clé d’API", handle: "Nom sur OnlyFans" },
        fieldHint: {
          apiKey:
            "Depuis la console du partenaire ; elle commence par ofapi_. Conservée scellée, jamais réaffichée.",
          handle: "Sans le @ ; il sert seulement à nommer le compte ici.",
        },
      },
    },
  },
};
