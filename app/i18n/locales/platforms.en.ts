/** Words of each network: kinds of post, choices and their values, by the ids of its rules. */
export default {
  instagram: {
    kind: { image: "Photo", carousel: "Carousel", reel: "Reel", story: "Story" },
    step: {
      create_container: "Media handed to Instagram",
      create_item: "Item {{number}} handed to Instagram",
      create_carousel: "Carousel put together",
      container_status: "Instagram has prepared the media",
      find_media: "Looked for the post on the account",
      read_permalink: "Address of the post read",
    },
    option: {
      share_to_feed: "Also show in the feed",
      thumb_offset: "Cover at (milliseconds)",
      collaborators: "Collaborators",
    },
    optionHint: {
      thumb_offset: "The moment of the video that becomes the cover, e.g. 1500.",
      collaborators: "Up to three user names, separated by commas. They are asked first.",
    },
  },
  tiktok: {
    kind: { video: "Video", photo: "Photos", inbox: "To the TikTok inbox" },
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
  },
};
