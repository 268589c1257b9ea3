/** Permissions an app may ask for, with the words the dialog uses. */
export const FACEBOOK_SCOPES: Record<string, string> = {
  public_profile: "Your name and profile picture",
  email: "Your email address",
  instagram_basic: "Profile and posts of your Instagram account",
  instagram_content_publish: "Create posts on your Instagram account",
  instagram_manage_comments: "Comments on your Instagram account",
  instagram_manage_insights: "Insights of your Instagram account",
  instagram_manage_messages: "Messages of your Instagram account",
  pages_show_list: "The list of Pages you manage",
  pages_read_engagement: "Content posted on your Pages",
  pages_manage_metadata: "Settings and webhooks of your Pages",
  business_management: "Your business portfolios",
  ads_management: "Your ads",
  ads_read: "Reports on your ads",
};

export const INSTAGRAM_SCOPES: Record<string, string> = {
  instagram_business_basic: "Profile info and media",
  instagram_business_content_publish: "Publish content",
  instagram_business_manage_comments: "Manage comments",
  instagram_business_manage_insights: "See insights",
  instagram_business_manage_messages: "Manage messages",
};
