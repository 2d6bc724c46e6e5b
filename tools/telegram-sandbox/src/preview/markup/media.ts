import { type PreviewPost } from '../preview-view.js';
import { cssUrl } from './html.js';

const albumWidth = 453;
const rowHeight = 300;

/** The pictures and the video of a post. `address` is the post's own, escaped; the text of an album goes inside its frame. */
export function mediaHtml(post: PreviewPost, address: string, text: string): string {
  if (post.video) return videoHtml(post.video, address) + text;
  if (post.pictures.length > 1) return albumHtml(post.pictures, address, text);
  return post.pictures.map((picture) => photoHtml(picture, address)).join('') + text;
}

function photoHtml({ messageId, url }: PreviewPost['pictures'][number], address: string): string {
  return `<a class="tgme_widget_message_photo_wrap ${messageId}_${messageId}" href="${address}" style="width:800px;background-image:url('${cssUrl(url)}')">
  <div class="tgme_widget_message_photo" style="padding-top:62.5%"></div>
</a>`;
}

function videoHtml(
  { posterUrl, durationSeconds }: NonNullable<PreviewPost['video']>,
  address: string,
): string {
  const duration = `${Math.floor(durationSeconds / 60)}:${String(durationSeconds % 60).padStart(2, '0')}`;
  return `<a class="tgme_widget_message_video_player not_supported js-message_video_player" href="${address}">
  <i class="tgme_widget_message_video_thumb" style="background-image:url('${cssUrl(posterUrl)}')"></i>
  <div class="tgme_widget_message_video_wrap" style="width:800px;padding-top:56.25%"></div>
  <div class="message_video_play js-message_video_play"></div>
  <time class="message_video_duration js-message_video_duration">${duration}</time>
</a>`;
}

/** Two pictures a row; the last one of an odd number takes a whole row. The text stands twice nested, as on the real pages. */
function albumHtml(pictures: PreviewPost['pictures'], address: string, text: string): string {
  const base = address.slice(0, address.lastIndexOf('/'));
  const height = Math.ceil(pictures.length / 2) * rowHeight;
  const items = pictures.map(({ messageId, url }, i) => {
    const alone = i === pictures.length - 1 && i % 2 === 0;
    const width = alone ? albumWidth : (albumWidth - 2) / 2;
    const left = i % 2 === 0 ? 0 : (albumWidth + 2) / 2;
    const top = Math.floor(i / 2) * rowHeight;
    const place = `left:${left}px;top:${top}px;width:${width}px;height:${rowHeight - 2}px;margin-right:0px;margin-bottom:2px`;
    return `<a class="tgme_widget_message_photo_wrap grouped_media_wrap blured js-message_photo" style="${place};background-image:url('${cssUrl(url)}')" data-ratio="1.3333" href="${base}/${messageId}?single">
  <div class="grouped_media_helper" style="left:0;right:0;top:0;bottom:0;"><div class="tgme_widget_message_photo grouped_media" style="left:0;right:0;top:0;bottom:0;"></div></div>
</a>`;
  });
  const nested =
    text && `<div class="tgme_widget_message_text js-message_text before_footer" dir="auto">${text}</div>`;
  return `<div class="tgme_widget_message_grouped_wrap js-message_grouped_wrap" data-margin-w="2" data-margin-h="2" style="width:${albumWidth}px;">
  <div class="tgme_widget_message_grouped js-message_grouped" style="padding-top:${((height / albumWidth) * 100).toFixed(3)}%">
    <div class="tgme_widget_message_grouped_layer js-message_grouped_layer" style="width:${albumWidth}px;height:${height}px">
${items.join('')}
    </div>
  </div>
</div>${nested}`;
}
