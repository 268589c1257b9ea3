import type { PlatformWords } from "../words.ts";

/** What people read about Reddit. */
export const words: PlatformWords = {
  en: {
    kind: { self: "Text", link: "Link", image: "Photo", gallery: "Gallery", video: "Video" },
    step: {
      look_before: "Noted the account’s newest post",
      find_flair: "Flair found",
      upload_item: "Media uploaded to Reddit",
      upload_poster: "Cover of the video uploaded",
      find_post: "Looked for the post on the account",
    },
    option: {
      subreddit: "Subreddit",
      title: "Title",
      url: "Link",
      flair: "Flair",
      flair_text: "Words of the flair",
      nsfw: "Not safe for work (18+)",
      spoiler: "Spoiler",
      sendreplies: "Send me replies in the Reddit inbox",
      resubmit: "Post even if this link was posted there before",
      firstComment: "First comment",
    },
    optionHint: {
      subreddit: "Without r/. For your own profile: u/ and your user name.",
      title: "Reddit shows the title first, and it cannot be changed later.",
      flair: "The flairs are those of the subreddit.",
      flair_text: "Only where the subreddit lets you word the flair yourself.",
      firstComment: "Posted by you under the post as soon as it is there.",
    },
    flavor: {
      "web-app": {
        title: "Reddit login",
        text: "For any Reddit account: you sign in with Reddit and allow posting.",
      },
    },
    scope: {
      identity: "See the account’s name",
      submit: "Post and comment",
      history: "See the account’s own posts, to find out what went live",
      read: "Read the rules of subreddits",
      flair: "See and choose the flair of posts",
      mysubreddits: "See which subreddits the account has joined",
      edit: "Delete posts that were published from here",
    },
    errors: {
      REDDIT_ALREADY_POSTED:
        "This link has been posted in this subreddit before. Turn on reposting, or choose another link.",
      REDDIT_BAD_LINK: "Reddit does not take this link. Write a whole address that begins with https://.",
      REDDIT_BANNED: "The moderators have banned this account from the subreddit. Choose another one.",
      REDDIT_BLOCKED: "Somebody there has blocked this account, so Reddit refuses the post.",
      REDDIT_BODY_NOT_ALLOWED: "This subreddit allows titles alone. Remove the text.",
      REDDIT_BODY_REQUIRED: "This subreddit demands a text beside the title. Write one.",
      REDDIT_CAPTCHA:
        "Reddit asks this account to prove that a person is posting. Post once on Reddit itself, then try again.",
      REDDIT_DOMAIN_BANNED: "Reddit does not allow links to this site. Choose another link.",
      REDDIT_DOMAIN_NOT_HERE: "This subreddit does not take links to this site. Choose another link.",
      REDDIT_EMAIL_UNVERIFIED:
        "The subreddit demands a verified e-mail address. Verify it in Reddit’s settings, then try again.",
      REDDIT_FLAIR_HIDDEN:
        "This subreddit does not let the account choose a flair. Remove it, or choose another subreddit.",
      REDDIT_FLAIR_REQUIRED: "This subreddit demands a flair. Choose one.",
      REDDIT_FLAIR_UNKNOWN: "The subreddit no longer has this flair. Choose another one.",
      REDDIT_FORBIDDEN: "Reddit does not let this account do that. Look at the account on Reddit.",
      REDDIT_GALLERY_CAPTIONS:
        "This subreddit has rules for the captions and links of galleries that cannot be met from here.",
      REDDIT_GALLERY_COUNT: "This subreddit wants another number of pictures in a gallery.",
      REDDIT_MEDIA_REFUSED: "Reddit refused this file. Choose another one.",
      REDDIT_MEDIA_TOO_LARGE: "This file is too large for Reddit. Make it smaller, then try again.",
      REDDIT_NO_IMAGES: "This subreddit does not take pictures. Choose another kind of post.",
      REDDIT_NO_LINKS: "This subreddit does not take links. Choose another kind of post.",
      REDDIT_NO_TEXT_POSTS: "This subreddit does not take text posts. Choose another kind of post.",
      REDDIT_NO_VIDEOS: "This subreddit does not take videos. Choose another kind of post.",
      REDDIT_NOT_ALLOWED:
        "This account may not post in this subreddit. Some ask for a minimum of karma or age; its rules say so.",
      REDDIT_NOT_AUTHOR: "This post belongs to another Reddit account, so it cannot be changed from here.",
      REDDIT_NOT_DELETED: "Reddit did not delete the post. Delete it on Reddit itself.",
      REDDIT_NOT_FOUND: "Reddit knows no such thing. Check the subreddit’s name.",
      REDDIT_PATTERN: "The subreddit demands a certain form of title or text. Its rules describe it.",
      REDDIT_POST_GONE: "The post is no longer on Reddit.",
      REDDIT_PREMIUM_ONLY: "Only members with Reddit Premium may post in this subreddit.",
      REDDIT_PRIVATE: "This subreddit is private, and the account is not a member. Choose another one.",
      REDDIT_QUARANTINED:
        "Reddit has put this subreddit under quarantine. Open it once on Reddit and agree, or choose another one.",
      REDDIT_REFUSED:
        "Reddit refused this post without a reason we know. Check title, text and options, then try again.",
      REDDIT_SLOW_DOWN:
        "Reddit asks this account to wait between posts. The post goes out as soon as it may.",
      REDDIT_SUBREDDIT_CLOSED: "Reddit has closed this subreddit. Choose another one.",
      REDDIT_SUBREDDIT_MISSING: "Choose the subreddit to post in.",
      REDDIT_SUBREDDIT_UNKNOWN: "There is no subreddit of this name. Check the spelling.",
      REDDIT_SUSPENDED: "Reddit has suspended this account. Reddit’s messages say for how long.",
      REDDIT_TEXT_MISSING: "Reddit misses the title or the text. Write it, then try again.",
      REDDIT_THREAD_LOCKED: "Comments are closed under this post, so the first comment could not be added.",
      REDDIT_TOO_LONG: "The title or the text is too long for this subreddit. Shorten it.",
      REDDIT_TOO_MANY_POSTS:
        "This account has posted as often as Reddit allows for now. The post goes out once there is room.",
      REDDIT_TOO_SHORT: "The title or the text is too short for this subreddit. Write more.",
      REDDIT_TROUBLE: "Reddit has trouble on its side. We try again by ourselves.",
      REDDIT_UPLOAD_REFUSED: "Reddit’s store did not take the file. We try again by ourselves.",
      REDDIT_WORD_FORBIDDEN: "The title or the text holds a word this subreddit forbids. Remove it.",
      REDDIT_WORD_REQUIRED: "The title or the text lacks a word this subreddit demands. Its rules name it.",
    },
    evidence: {
      listed: "Reddit shows a post with the same title and content, made since (id {{post}}).",
      listed_removed:
        "The post is on Reddit (id {{post}}), but hidden from others: it was removed by {{by}}.",
      not_listed: "No such post is among the account’s newest {{posts}}.",
      several_listed: "{{posts}} posts made since could be this one.",
      too_many_listed: "The account has done so much since that Reddit no longer lists all of it.",
      still_processing: "Reddit took the media and has not made the post yet.",
      comment_listed: "Reddit shows the comment under the post (id {{comment}}).",
      comment_not_listed: "The account has made no such comment under the post.",
    },
  },
  fr: {
    kind: { self: "Texte", link: "Lien", image: "Photo", gallery: "Galerie", video: "Vidéo" },
    step: {
      look_before: "Dernière publication du compte notée",
      find_flair: "Flair trouvé",
      upload_item: "Média envoyé à Reddit",
      upload_poster: "Couverture de la vidéo envoyée",
      find_post: "Publication cherchée sur le compte",
    },
    option: {
      subreddit: "Subreddit",
      title: "Titre",
      url: "Lien",
      flair: "Flair",
      flair_text: "Texte du flair",
      nsfw: "Réservé aux adultes (NSFW)",
      spoiler: "Spoiler",
      sendreplies: "M’envoyer les réponses dans la boîte Reddit",
      resubmit: "Publier même si ce lien y a déjà été posté",
      firstComment: "Premier commentaire",
    },
    optionHint: {
      subreddit: "Sans r/. Pour votre propre profil : u/ suivi de votre nom d’utilisateur.",
      title: "Reddit montre d’abord le titre, et il ne peut plus être modifié ensuite.",
      flair: "Les flairs sont ceux du subreddit.",
      flair_text: "Seulement si le subreddit vous laisse rédiger le flair.",
      firstComment: "Publié par vous sous la publication dès qu’elle est en ligne.",
    },
    flavor: {
      "web-app": {
        title: "Connexion Reddit",
        text: "Pour tout compte Reddit : vous vous identifiez avec Reddit et autorisez la publication.",
      },
    },
    scope: {
      identity: "Voir le nom du compte",
      submit: "Publier et commenter",
      history: "Voir les publications du compte, pour savoir ce qui est en ligne",
      read: "Lire les règles des subreddits",
      flair: "Voir et choisir le flair des publications",
      mysubreddits: "Voir les subreddits que le compte a rejoints",
      edit: "Supprimer des publications parties d’ici",
    },
    errors: {
      REDDIT_ALREADY_POSTED:
        "Ce lien a déjà été posté dans ce subreddit. Autorisez la republication ou choisissez un autre lien.",
      REDDIT_BAD_LINK:
        "Reddit n’accepte pas ce lien. Indiquez une adresse complète qui commence par https://.",
      REDDIT_BANNED: "Les modérateurs ont banni ce compte du subreddit. Choisissez-en un autre.",
      REDDIT_BLOCKED: "Quelqu’un y a bloqué ce compte ; Reddit refuse donc la publication.",
      REDDIT_BODY_NOT_ALLOWED: "Ce subreddit n’accepte que des titres. Retirez le texte.",
      REDDIT_BODY_REQUIRED: "Ce subreddit demande un texte en plus du titre. Rédigez-en un.",
      REDDIT_CAPTCHA:
        "Reddit demande à ce compte de prouver qu’une personne publie. Publiez une fois sur Reddit même, puis réessayez.",
      REDDIT_DOMAIN_BANNED: "Reddit n’autorise pas les liens vers ce site. Choisissez un autre lien.",
      REDDIT_DOMAIN_NOT_HERE: "Ce subreddit n’accepte pas les liens vers ce site. Choisissez un autre lien.",
      REDDIT_EMAIL_UNVERIFIED:
        "Le subreddit exige une adresse e-mail vérifiée. Vérifiez-la dans les réglages de Reddit, puis réessayez.",
      REDDIT_FLAIR_HIDDEN:
        "Ce subreddit ne laisse pas ce compte choisir un flair. Retirez-le ou choisissez un autre subreddit.",
      REDDIT_FLAIR_REQUIRED: "Ce subreddit exige un flair. Choisissez-en un.",
      REDDIT_FLAIR_UNKNOWN: "Le subreddit ne propose plus ce flair. Choisissez-en un autre.",
      REDDIT_FORBIDDEN: "Reddit n’autorise pas cela à ce compte. Regardez le compte sur Reddit.",
      REDDIT_GALLERY_CAPTIONS:
        "Ce subreddit impose des légendes ou des liens dans les galeries, ce qui n’est pas possible d’ici.",
      REDDIT_GALLERY_COUNT: "Ce subreddit demande un autre nombre d’images par galerie.",
      REDDIT_MEDIA_REFUSED: "Reddit a refusé ce fichier. Choisissez-en un autre.",
      REDDIT_MEDIA_TOO_LARGE: "Ce fichier est trop lourd pour Reddit. Réduisez-le, puis réessayez.",
      REDDIT_NO_IMAGES: "Ce subreddit n’accepte pas d’images. Choisissez un autre type de publication.",
      REDDIT_NO_LINKS: "Ce subreddit n’accepte pas de liens. Choisissez un autre type de publication.",
      REDDIT_NO_TEXT_POSTS:
        "Ce subreddit n’accepte pas de publications de texte. Choisissez un autre type de publication.",
      REDDIT_NO_VIDEOS: "Ce subreddit n’accepte pas de vidéos. Choisissez un autre type de publication.",
      REDDIT_NOT_ALLOWED:
        "Ce compte ne peut pas publier dans ce subreddit. Certains demandent un minimum de karma ou d’ancienneté ; leurs règles l’indiquent.",
      REDDIT_NOT_AUTHOR:
        "Cette publication appartient à un autre compte Reddit ; elle ne peut pas être modifiée d’ici.",
      REDDIT_NOT_DELETED: "Reddit n’a pas supprimé la publication. Supprimez-la sur Reddit même.",
      REDDIT_NOT_FOUND: "Reddit ne connaît rien de tel. Vérifiez le nom du subreddit.",
      REDDIT_PATTERN: "Le subreddit impose une forme de titre ou de texte. Ses règles la décrivent.",
      REDDIT_POST_GONE: "La publication n’est plus sur Reddit.",
      REDDIT_PREMIUM_ONLY: "Seuls les membres de Reddit Premium peuvent publier dans ce subreddit.",
      REDDIT_PRIVATE: "Ce subreddit est privé et le compte n’en est pas membre. Choisissez-en un autre.",
      REDDIT_QUARANTINED:
        "Reddit a placé ce subreddit en quarantaine. Ouvrez-le une fois sur Reddit et acceptez, ou choisissez-en un autre.",
      REDDIT_REFUSED:
        "Reddit a refusé cette publication sans raison connue. Vérifiez le titre, le texte et les options, puis réessayez.",
      REDDIT_SLOW_DOWN:
        "Reddit demande à ce compte d’attendre entre deux publications. Elle partira dès que possible.",
      REDDIT_SUBREDDIT_CLOSED: "Reddit a fermé ce subreddit. Choisissez-en un autre.",
      REDDIT_SUBREDDIT_MISSING: "Choisissez le subreddit où publier.",
      REDDIT_SUBREDDIT_UNKNOWN: "Aucun subreddit ne porte ce nom. Vérifiez l’orthographe.",
      REDDIT_SUSPENDED: "Reddit a suspendu ce compte. Les messages de Reddit en indiquent la durée.",
      REDDIT_TEXT_MISSING: "Il manque à Reddit le titre ou le texte. Rédigez-le, puis réessayez.",
      REDDIT_THREAD_LOCKED:
        "Les commentaires sont fermés sous cette publication ; le premier commentaire n’a pas pu être ajouté.",
      REDDIT_TOO_LONG: "Le titre ou le texte est trop long pour ce subreddit. Raccourcissez-le.",
      REDDIT_TOO_MANY_POSTS:
        "Ce compte a publié autant que Reddit le permet pour l’instant. La publication partira dès qu’il y aura de la place.",
      REDDIT_TOO_SHORT: "Le titre ou le texte est trop court pour ce subreddit. Étoffez-le.",
      REDDIT_TROUBLE: "Reddit rencontre un problème de son côté. Nous réessayons automatiquement.",
      REDDIT_UPLOAD_REFUSED: "L’espace de stockage de Reddit n’a pas pris le fichier. Nous réessayons.",
      REDDIT_WORD_FORBIDDEN: "Le titre ou le texte contient un mot que ce subreddit interdit. Retirez-le.",
      REDDIT_WORD_REQUIRED:
        "Il manque au titre ou au texte un mot que ce subreddit exige. Ses règles le précisent.",
    },
    evidence: {
      listed:
        "Reddit montre une publication de même titre et de même contenu, faite depuis (identifiant {{post}}).",
      listed_removed:
        "La publication est sur Reddit (identifiant {{post}}), mais masquée aux autres : retirée par {{by}}.",
      not_listed: "Aucune publication de ce genre parmi les {{posts}} dernières du compte.",
      several_listed: "{{posts}} publications faites depuis pourraient être celle-ci.",
      too_many_listed: "Le compte a tant fait depuis que Reddit ne liste plus tout.",
      still_processing: "Reddit a pris les médias et n’a pas encore fait la publication.",
      comment_listed: "Reddit montre le commentaire sous la publication (identifiant {{comment}}).",
      comment_not_listed: "Le compte n’a fait aucun commentaire de ce genre sous la publication.",
    },
  },
};
