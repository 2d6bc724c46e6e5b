import { type FastifyInstance } from 'fastify';
import { z } from 'zod';
import {
  renderChannelLanding,
  renderChannelPreview,
  renderPostEmbed,
  renderUnknownChannel,
  simulatedPreview,
  type ChannelPreviewView,
} from '../preview/index.js';
import { type SandboxContext } from '../sandbox-context.js';

const channelPath = z.object({ channel: z.string() });
const postPath = z.object({ channel: z.string(), id: z.coerce.number().int().positive() });
const pageQuery = z.object({ before: z.coerce.number().int().positive().optional().catch(undefined) });

/** What t.me shows of public channels. Like there, an unknown or private name is a page without posts, not a 404. */
export async function previewRoutes(routes: FastifyInstance, sandbox: SandboxContext): Promise<void> {
  const find = (name: string): ChannelPreviewView | undefined => {
    const channel = sandbox.world.channelNamed(name);
    const username = channel?.profile.username;
    if (!channel || !username) return undefined;
    const { title, description } = channel.profile;
    return simulatedPreview(
      { username, title, description, baseUrl: sandbox.baseUrl },
      channel.simulation,
      new Date(Math.max(sandbox.clock.now().getTime(), channel.progress.eventsUntil)),
    );
  };
  const page = 'text/html; charset=utf-8';

  routes.get('/s/:channel', async (request, reply) => {
    const { channel } = channelPath.parse(request.params);
    const { before } = pageQuery.parse(request.query);
    const view = find(channel);
    return reply
      .type(page)
      .send(view ? renderChannelPreview(view, { ...(before && { before }) }) : renderUnknownChannel(channel));
  });
  routes.get('/:channel', async (request, reply) => {
    const { channel } = channelPath.parse(request.params);
    const view = find(channel);
    return reply.type(page).send(view ? renderChannelLanding(view) : renderUnknownChannel(channel));
  });
  routes.get('/:channel/:id', async (request, reply) => {
    const path = postPath.safeParse(request.params);
    const name = channelPath.parse(request.params).channel;
    const view = find(name);
    return reply
      .type(page)
      .send(view && path.success ? renderPostEmbed(view, path.data.id) : renderUnknownChannel(name));
  });
}
