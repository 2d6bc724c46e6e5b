const colours = ['#e17076', '#eda86c', '#a695e7', '#7bc862', '#6ec9cb', '#65aadd', '#ee7aae'];

/** How the public pages look here: our own style for the class names that readers of these pages know. */
export const previewStyle = `
:root { --page: #dfe7d5; --card: #fff; --text: #111; --soft: #6d7883; --accent: #2481cc; --line: #e3e8ec; --chip: #eef4fa; }
@media (prefers-color-scheme: dark) {
  :root { --page: #10171f; --card: #1b2732; --text: #f1f3f5; --soft: #8d9aa7; --accent: #6ab3f3; --line: #28343f; --chip: #253646; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.42 system-ui, 'Segoe UI', Roboto, sans-serif; }
a { color: var(--accent); text-decoration: none; }
.bgcolor${colours.map((colour, i) => `${i} { background: ${colour}; }`).join(' .bgcolor')}
.tgme_page_photo_image, .tgme_widget_message_user_photo { display: grid; place-items: center; width: 42px; height: 42px; border-radius: 50%; color: #fff; font-style: normal; font-weight: 600; flex: none; }
.tgme_page_photo_image::before, .tgme_widget_message_user_photo::before { content: attr(data-content); }
.tgme_header { position: sticky; top: 0; z-index: 1; background: var(--card); border-bottom: 1px solid var(--line); }
.tgme_container { max-width: 1000px; margin: 0 auto; padding: 0 12px; }
.tgme_header .tgme_container { display: flex; flex-direction: row-reverse; justify-content: flex-end; padding-block: 8px; }
.tgme_header_link { display: grid; grid-template-columns: auto 1fr; column-gap: 12px; align-items: center; color: inherit; }
.tgme_header_link i { grid-row: span 2; }
.tgme_header_title { font-weight: 600; }
.tgme_header_counter { color: var(--soft); font-size: 13px; }
.tgme_header_right_column { display: none; }
@media (min-width: 900px) {
  .tgme_header .tgme_container { min-height: 62px; position: relative; }
  .tgme_header_right_column { display: block; position: absolute; right: 12px; top: 78px; width: 300px; }
  .tgme_channel_history { margin-right: 330px; }
}
.tgme_channel_info { padding: 16px; border-radius: 14px; background: var(--card); }
.tgme_channel_info_header { display: grid; grid-template-columns: auto 1fr; column-gap: 12px; align-items: center; }
.tgme_channel_info_header i { grid-row: span 2; }
.tgme_channel_info_header_title { font-weight: 600; }
.tgme_channel_info_counters { display: grid; grid-template-columns: 1fr 1fr; gap: 4px 12px; margin: 14px 0; }
.counter_value { font-weight: 600; } .counter_type { color: var(--soft); }
.tgme_channel_history { max-width: 560px; padding: 16px 0; }
.tgme_widget_message_centered { text-align: center; margin: 8px 0; }
.tme_messages_more { display: inline-block; padding: 6px 16px; border-radius: 16px; background: var(--card); }
.tme_messages_more[data-before]::before { content: 'Earlier messages'; }
.tme_no_messages_found { padding: 40px 0; text-align: center; color: var(--soft); }
.tgme_widget_message { display: flex; gap: 10px; margin: 10px 0; }
.tgme_widget_message_bubble { flex: 1; min-width: 0; overflow: hidden; padding: 8px 14px; border-radius: 14px; background: var(--card); }
.tgme_widget_message_owner_name { font-weight: 600; }
.tgme_widget_message_text { overflow-wrap: anywhere; margin: 4px 0; }
.tgme_widget_message_photo_wrap, .tgme_widget_message_video_player { display: block; position: relative; max-width: 100%; background: center / cover; border-radius: 8px; overflow: hidden; margin: 6px 0; }
.tgme_widget_message_video_wrap { max-width: 100%; }
.tgme_widget_message_video_thumb { position: absolute; inset: 0; background: center / cover; }
.message_video_play { position: absolute; inset: 0; margin: auto; width: 54px; height: 54px; border-radius: 50%; background: #0008; }
.message_video_play::before { content: '▶'; color: #fff; display: grid; place-items: center; height: 100%; }
.message_video_duration { position: absolute; left: 8px; top: 8px; padding: 0 7px; border-radius: 10px; background: #0008; color: #fff; font-size: 13px; }
.tgme_widget_message_grouped_wrap { max-width: 100%; } .tgme_widget_message_grouped { position: relative; }
.tgme_widget_message_grouped_layer { position: absolute; top: 0; left: 0; } .grouped_media_wrap { position: absolute; margin: 0; }
.tgme_widget_message_link_preview { display: block; margin: 6px 0; padding: 4px 10px; border-left: 3px solid var(--accent); background: var(--chip); border-radius: 6px; color: inherit; }
.link_preview_site_name { color: var(--accent); } .link_preview_title { font-weight: 600; }
.tgme_widget_message_reactions { display: flex; flex-wrap: wrap; gap: 6px; margin: 6px 0; }
.tgme_reaction { display: inline-flex; gap: 5px; padding: 2px 10px; border-radius: 14px; background: var(--chip); color: var(--accent); font-size: 14px; }
.tgme_reaction .emoji, .tgme_reaction b { font-style: normal; font-weight: 400; }
.tgme_widget_message_info { display: flex; justify-content: flex-end; gap: 8px; color: var(--soft); font-size: 13px; }
.tgme_widget_message_info a { color: inherit; } .tgme_widget_message_views::after { content: ' views'; } .copyonly { display: none; }
.service_message .tgme_widget_message_user, .service_message .tgme_widget_message_author { visibility: hidden; height: 0; }
.tgme_page { max-width: 420px; margin: 12vh auto; padding: 28px 20px; border-radius: 16px; background: var(--card); text-align: center; }
.tgme_page .tgme_page_photo_image { width: 96px; height: 96px; margin: 0 auto 12px; font-size: 40px; }
.tgme_page_title { font-size: 20px; font-weight: 600; } .tgme_page_extra { color: var(--soft); margin: 4px 0 12px; }
.tgme_action_button_new { display: inline-block; margin: 16px 0 8px; padding: 9px 22px; border-radius: 20px; background: var(--accent); color: #fff; }
.tgme_widget_message_error { padding: 20px; text-align: center; color: var(--soft); }
`;
