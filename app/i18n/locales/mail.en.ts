/** Every mail we send. Read by the server too: plain objects, no imports. */
export default {
  greeting: "Hello {{name}},",
  greetingPlain: "Hello,",
  fallback: "If the button does not work, open this address:",
  footer: "Huntaze: plan, publish and prove it.",
  role: {
    owner: "owner",
    admin: "admin",
    editor: "editor",
    viewer: "viewer",
  },
  "verify-email": {
    subject: "Confirm your e-mail address",
    lead: "One step is left: confirm that this address is yours, and your account is ready.",
    action: "Confirm my address",
    note: "The link works for 24 hours. If you did not sign up for Huntaze, ignore this message and nothing happens.",
  },
  "reset-password": {
    subject: "Choose a new password",
    lead: "Somebody, hopefully you, asked to reset the password of your account.",
    action: "Choose a new password",
    note: "The link works for one hour and only once. If it was not you, ignore this message: your password stays as it is.",
  },
  "account-exists": {
    subject: "You already have an account",
    lead: "Somebody, hopefully you, tried to sign up with this address. It has an account already, so there is nothing to create: just sign in.",
    action: "Sign in",
    note: "Forgotten your password? You can choose a new one from the sign-in page. If it was not you, ignore this message.",
  },
  invitation: {
    subject: "{{inviter}} invites you to {{workspace}}",
    lead: "{{inviter}} would like to work with you in the workspace “{{workspace}}” on Huntaze. Your role there: {{roleName}}.",
    action: "See the invitation",
    note: "If you do not know {{inviter}}, ignore this message: without your consent nothing happens.",
  },
  notification: {
    action: "See it in Huntaze",
    note: "You receive this message because you may act on it in the workspace “{{workspace}}”.",
  },
};
