import type { z } from 'zod';
import type { InviteLinkRaw, MemberSeen, memberUpdateSchema } from './channel-event.schema.js';
import type { ChannelName, IgnoredEvent, InviteLinkSeen, MemberEvent } from './channel-event.types.js';

/** A restricted member may have left: only the flag tells. */
function isMember({ status, is_member: flag }: MemberSeen): boolean {
  if (status === 'restricted') return flag === true;
  return status === 'creator' || status === 'administrator' || status === 'member';
}

/** A join or a leave; a change of rights is neither. */
export function memberEventOf(
  about: { updateId: string; channelId: string; at: string; channel: ChannelName },
  seen: z.infer<typeof memberUpdateSchema>,
): MemberEvent | IgnoredEvent {
  const { old_chat_member: before, new_chat_member: after } = seen;
  if (isMember(before) === isMember(after)) return { ignored: 'status-unchanged' };
  return {
    ...about,
    type: isMember(after) ? 'member-joined' : 'member-left',
    userId: after.user.id,
    oldStatus: before.status,
    newStatus: after.status,
    inviteLink: inviteLinkOf(seen.invite_link),
    via: viaOf(seen),
  };
}

function viaOf(seen: z.infer<typeof memberUpdateSchema>): MemberEvent['via'] {
  if (seen.via_chat_folder_invite_link === true) return 'folder';
  if (seen.via_join_request === true) return 'request';
  return seen.invite_link === undefined ? null : 'link';
}

/** An invite link by our names; null when there is none. */
export function inviteLinkOf(raw: InviteLinkRaw | undefined): InviteLinkSeen | null {
  if (raw === undefined) return null;
  return {
    link: raw.invite_link,
    name: raw.name ?? null,
    createdBy: raw.creator?.id ?? null,
    expiresAt: raw.expire_date ?? null,
    memberLimit: raw.member_limit ?? null,
    isRevoked: raw.is_revoked,
    createsJoinRequest: raw.creates_join_request,
  };
}
