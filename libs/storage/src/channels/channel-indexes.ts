import type { IndexDeclaration } from '@analyticbot/pooling';

export const channelIndexes: readonly IndexDeclaration[] = [
  {
    name: 'channels_due',
    table: 'channels',
    definition: `(next_collect_at) WHERE status = 'active'`,
    reason: 'CollectionRepository.due names the channels that wait the longest',
  },
  {
    name: 'channels_by_username',
    table: 'channels',
    definition: '(lower(username))',
    reason: 'ChannelsRepository.byUsername',
  },
  {
    name: 'channel_administrators_by_user',
    table: 'channel_administrators',
    definition: '(user_id)',
    reason: 'ChannelsRepository.listForAdministrator',
  },
];
