/** What keeps a post from going out, in the words of its author: one text per issue code of the composer's rules. */
export default {
  connection: {
    disconnected: "This account was disconnected. Connect it again or leave it out.",
    gone: "This account no longer exists in the workspace. Leave it out.",
    may_not_publish:
      "{{network}} was never allowed to publish from here. Reconnect the account and allow publishing.",
    needs_reconnect: "{{network}} has ended the login of this account. Reconnect it first.",
    network_off: "{{network}} is switched off on this installation.",
  },
  kind: {
    required: "Choose how this goes out on {{network}}.",
    unknown: "{{network}} does not offer this kind of post. Choose another one.",
  },
  media: {
    codec: "Item {{position}} is encoded as {{codec}}. {{network}} plays {{accepted}}.",
    frame_rate_high: "Item {{position}} has {{fps}} frames per second. {{network}} takes {{max}} at most.",
    frame_rate_low: "Item {{position}} has {{fps}} frames per second. {{network}} needs at least {{min}}.",
    gone: "Item {{position}} was deleted from the library. Choose another one.",
    image_too_big:
      "Item {{position}} measures {{width}} × {{height}} pixels. {{network}} takes up to {{maxWidth}} × {{maxHeight}}.",
    image_too_small:
      "Item {{position}} measures {{width}} × {{height}} pixels. {{network}} needs at least {{minWidth}} × {{minHeight}}.",
    mixed: "{{network}} does not mix photos and videos in this kind of post.",
    no_images: "Item {{position}} is a photo; this kind of post on {{network}} takes videos.",
    no_videos: "Item {{position}} is a video; this kind of post on {{network}} takes photos.",
    not_ready: "Item {{position}} is still being prepared. Wait until its upload is done.",
    rejected: "Item {{position}} could not be read. Upload another file.",
    required: "This kind of post on {{network}} needs a photo or a video.",
    too_few: "This kind of post on {{network}} needs at least {{min}} photos or videos.",
    too_large: "Item {{position}} is {{size}} MB. {{network}} takes {{max}} MB at most.",
    too_long: "Item {{position}} lasts {{seconds}} s. {{network}} takes {{max}} s at most.",
    too_many: "{{network}} takes no more than {{max}} for this kind of post. Take some media out.",
    too_many_videos: "Videos in this kind of post on {{network}}: {{max}} at most. Take the others out.",
    too_short: "Item {{position}} lasts {{seconds}} s. {{network}} needs at least {{min}} s.",
    too_tall: "Item {{position}} is too tall ({{aspect}}). {{network}} goes up to {{limit}}; crop it.",
    too_wide: "Item {{position}} is too wide ({{aspect}}). {{network}} goes up to {{limit}}; crop it.",
    type: "Item {{position}} is a {{type}} file. {{network}} takes {{accepted}}.",
    unused: "This kind of post on {{network}} takes no media.",
    video_side:
      "Item {{position}} measures {{width}} × {{height}} pixels. {{network}} takes sides from {{min}} to {{max}} pixels.",
    video_too_small:
      "Item {{position}} measures {{width}} × {{height}} pixels. {{network}} needs at least {{min}} on each side.",
  },
  options: {
    invalid: "This setting for {{network}} has a value it cannot have. Choose it again.",
    not_a_number: "This setting for {{network}} is a whole number of milliseconds.",
    not_allowed: "Your account on {{network}} does not offer this choice. Choose another one.",
    not_a_price: "Write an amount between {{min}} and {{most}}, with two decimals at most.",
    not_usernames: "Write user names for {{network}}, separated by commas.",
    required: "{{network}} asks for this choice; make it yourself.",
    too_long: "This setting for {{network}} takes {{max}} characters at most.",
  },
  quota: {
    full: "@{{handle}} takes {{limit}} posts in {{hours}} hours on {{network}}, and this would be one too many.",
  },
  scheduledAt: {
    past: "This time has passed: the post goes out at once.",
    too_far: "This is more than two years ahead. Check the year.",
  },
  targets: {
    none: "Choose at least one account.",
  },
  text: {
    empty: "Write something or add media.",
    not_a_thread: "{{network}} knows no threads: the lines of hyphens are posted as they are.",
    part_empty:
      "Part {{part}} of the thread for {{network}} is empty. Write it or take out a line of hyphens.",
    part_too_long: "Part {{part}} has {{over}} characters too many for {{network}}: {{count}} of {{max}}.",
    part_too_many_hashtags: "Part {{part}} has {{count}} hashtags; {{network}} allows {{max}}.",
    part_too_many_links: "Part {{part}} has {{count}} different links; {{network}} allows {{max}}.",
    part_too_many_mentions: "Part {{part}} has {{count}} mentions; {{network}} allows {{max}}.",
    required: "This kind of post on {{network}} needs a text.",
    too_long: "{{over}} characters too many for {{network}}: {{count}} of {{max}}.",
    too_many_hashtags: "{{count}} hashtags; {{network}} allows {{max}}.",
    too_many_links: "{{count}} different links; {{network}} allows {{max}}.",
    too_many_parts: "{{count}} parts; a thread on {{network}} has {{max}} at most.",
    too_many_mentions: "{{count}} mentions; {{network}} allows {{max}}.",
    unused: "{{network}} shows no text with this kind of post; yours will be left out.",
  },
};
