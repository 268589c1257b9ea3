/** What went wrong, what it means, what to do: one text per AppError.userMessage. */
export default {
  ACCOUNT_NOT_OFFERED: "This account is not among those the key opens any more. Look for accounts again.",
  ADDRESS_NOT_ALLOWED:
    "This address cannot be used. It must start with https:// and be reachable on the public internet.",
  ALREADY_MEMBER: "{{email}} is already a member of this workspace.",
  ASSISTED_NOT_SENT: "A person says that this was not sent. You can try again.",
  ASSISTED_NOT_SENT_BECAUSE: "Not sent: {{reason}}",
  BAD_REQUEST: "That request could not be understood. Reload the page and try again.",
  CONFIG_INVALID: "This network refuses our settings. An operator has to look at them.",
  CONFIG_MISSING: "This is not set up here yet. An operator can switch it on.",
  CONFLICT: "Someone changed this in the meantime. Reload to see the newest version.",
  CONNECT_OPERATORS_ONLY:
    "This opens with the key of the installation. Whoever runs it has to connect the account, or use a key of your own.",
  CONTENT_REJECTED: "The network refused this post as it is. Change it and try again.",
  CRYPTO_ERROR: "A stored secret could not be opened. An operator must check the encryption keys.",
  DELIVERY_ON_ITS_WAY: "This is on its way already. Wait for the answer, then send it again if need be.",
  DUPLICATE_CONTENT: "The network says this was posted already. Change it if you want to post it again.",
  FIELD_REQUIRED: "Something is missing. Fill in the field and try again.",
  FORBIDDEN: "Your role does not allow this. Ask an owner or admin of the workspace.",
  FOREIGN_ORIGIN:
    "This page stands on another address than the installation’s own. Open {{appUrl}} and try again.",
  INTERNAL_ERROR: "Something broke on our side. Nothing was lost; try again in a moment.",
  INVALID_RESPONSE:
    "The network answered something we could not read. We look again before anything is sent twice.",
  INVITATION_CLOSED:
    "This invitation was used, withdrawn or has expired. Ask the person who invited you for a new one.",
  INVITATION_OTHER_EMAIL:
    "This invitation is for another e-mail address. Sign in with the address it was sent to.",
  JOB_NOT_CANCELABLE:
    "This has begun, or is called off where it belongs: at the post, the delivery or the account.",
  JUST_STARTED: "It was started a moment ago. Look at its last run.",
  LAST_OWNER: "A workspace keeps at least one owner. Make somebody else an owner first.",
  MEDIA_IN_USE: "This file is used by planned posts. Take it out of them first, or unschedule them.",
  MEDIA_REJECTED: "The network refused this file. Choose another one.",
  MEDIA_UNUSABLE: "$t(media:reject.{{problem}})",
  METHOD_NOT_ALLOWED: "This address does not take that kind of request. Reload the page and try again.",
  MORE_THAN_SHOWN: "There are more by now than you were shown, so nothing was replayed. Count again.",
  NEEDS_RECONNECT:
    "The connection to this account has ended. Connect it again; waiting posts then go out by themselves.",
  NETWORK_ERROR: "The network could not be reached. We will try again by ourselves.",
  NOTHING_TO_REPLAY: "There is nothing to replay here any more. Reload to see how it stands now.",
  NOT_FOUND: "This no longer exists, or you have no access to it.",
  NO_FREE_SLOT:
    "No posting slot of these accounts is free in the next three months. Add slots in the settings, or choose a time yourself.",
  OAUTH_ALREADY_USED:
    "This login was finished already. If the account is not in the list, connect it once more.",
  OAUTH_CODE_EXPIRED:
    "The network’s one-time code has expired or was used already. Connect the account once more.",
  OAUTH_CODE_MISSING: "The network sent you back without an answer. Connect the account once more.",
  OAUTH_DENIED: "You did not allow the connection, so nothing was changed. Connect again whenever you like.",
  OAUTH_EXPIRED: "The login took longer than ten minutes. Connect the account once more.",
  OAUTH_FORBIDDEN: "Only owners and admins of the workspace may connect accounts. Ask one of them.",
  OAUTH_MISCONFIGURED:
    "The network does not accept this installation’s settings. An operator has to check client id, secret and redirect address.",
  OAUTH_OTHER_PERSON: "This login was started by somebody else. Connect the account yourself.",
  OAUTH_PLATFORM_DOWN:
    "The network does not answer right now. Nothing was changed; try again in a few minutes.",
  OAUTH_REFUSED: "The network ended the login with an error. Connect the account once more.",
  OAUTH_SCOPE_MISSING:
    "Without these permissions the account cannot be used: {{scopes}}. Connect it again and leave them ticked.",
  OAUTH_UNKNOWN: "We do not know this login. Start it from the accounts page.",
  OFFLINE: "No answer from Huntaze. Check your connection, then try again.",
  ONLY_WAY_IN: "This is your only way in. Set a password first: sign out and choose “Forgot your password?”.",
  PAYLOAD_TOO_LARGE: "This is larger than we can take. Make it smaller and try again.",
  PERMISSION_MISSING: "The account did not allow this. Connect it again and leave every permission ticked.",
  PLATFORM_OFF: "This network is switched off here. An operator can switch it on.",
  POST_ON_ITS_WAY: "This post is on its way or already out, so it can no longer be changed.",
  PUBLISH_BEGAN_ANEW_TOO_OFTEN:
    "{{network}} gave up on this post again and again. Check the media, then try again.",
  PUBLISH_DECLARED_MISSING: "Somebody looked and found no post on the network. You can try again.",
  PUBLISH_GAVE_UP:
    "{{network}} could not be reached for too long, so the moment of this post has passed. Try again or plan it anew.",
  PUBLISH_NEVER_ARRIVED:
    "The call to {{network}} was lost every time, and nothing was posted. Try again later.",
  PUBLISH_NEVER_READY:
    "{{network}} never finished preparing this post. Try again, perhaps with another file.",
  PUBLISH_STOPPED_HALFWAY:
    "Somebody called off the rest. The parts that are public stay; trying again goes on after them.",
  PUBLISH_TURNED_DOWN: "{{network}} accepted this post and then turned it down ({{providerCode}}).",
  QUOTA_EXHAUSTED: "The network’s limit for this account is used up. The post goes out once there is room.",
  QUOTA_FULL:
    "@{{handle}} takes {{limit}} posts in {{hours}} hours on {{network}}, and this would be one too many.",
  RATE_LIMITED: "Too many requests in a short time. Wait a moment and try again.",
  REMOVE_NEVER_ARRIVED: "{{network}} could not be reached to delete this. Try again later.",
  REMOVE_UNSUPPORTED: "{{network}} does not let other apps delete posts. Delete it there.",
  REQUEST_TIMEOUT: "Your request took too long to arrive. Check your connection and try again.",
  SCHEDULED_TOO_FAR: "This is more than two years ahead. Check the year.",
  SERIES_ENDED: "This series has ended. Start a new one.",
  SERIES_NEVER: "With these settings the post would never go out. Check the days and the end.",
  TARGET_NOT_ASSISTED: "Somebody has settled this already. Reload to see how.",
  TARGET_BEING_REMOVED: "This is just being deleted on the network. Wait a moment, then reload.",
  TARGET_NOT_FAILED:
    "Only what has failed or was called off can be tried again. Reload to see how it stands now.",
  TARGET_NOT_HELD: "There is nothing to decide here any more. Reload to see how it stands now.",
  TARGET_NOT_OPEN: "There is nothing left to check here. Reload to see how it stands now.",
  TARGET_NOT_PUBLIC: "Only what is public can be deleted on the network. Reload to see how it stands now.",
  TARGET_NOT_UNKNOWN: "This is settled already. Reload to see how it stands now.",
  TIMEOUT: "The answer took too long. Try again in a moment.",
  TOO_MANY_WEBHOOKS: "There can be {{count}} at most. Delete one that is no longer used.",
  UNAUTHORIZED: "You are signed out. Sign in to go on.",
  UNAVAILABLE: "This is not available right now. Try again in a moment.",
  UNSUPPORTED_MEDIA_TYPE: "This kind of content cannot be read here.",
  UPLOAD_INTERRUPTED: "The upload broke off before it was complete. Check your connection and try again.",
  UPSTREAM_ERROR: "The network has trouble on its side. We try again by ourselves.",
  VALIDATION_ERROR: "Some fields need your attention.",
  WEBHOOK_SWITCHED_OFF: "This webhook is switched off. Switch it on first, then resend what it missed.",
};
