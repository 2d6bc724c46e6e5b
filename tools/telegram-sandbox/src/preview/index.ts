export { renderChannelLanding, renderUnknownChannel } from './pages/channel-landing-page.js';
export { renderChannelPreview } from './pages/channel-preview-page.js';
export { renderPostEmbed } from './pages/post-embed-page.js';
export type {
  ChannelPreviewView,
  PreviewMessage,
  PreviewPost,
  PreviewServiceMessage,
} from './preview-view.js';
export { drawnPicture } from './simulated/picture.js';
export { simulatedPreview } from './simulated/simulated-preview.js';
