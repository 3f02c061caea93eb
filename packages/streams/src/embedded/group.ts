import { TrackerError } from '@learning-tracker/runtime';
import type { TopicPartition } from '../port.ts';
import { shareOut } from '../share-out.ts';
import type { Member } from './member.ts';

/** The members of one consumer group in this process, and who of them holds which partitions. */
export interface Group {
  /** Throws `LOG_GROUP_TOPICS_MISMATCH`. */
  join(member: Member): void;
  leave(member: Member): void;
}

/**
 * Partition i of every topic belongs to one member. A partition that moves is revoked at once, but granted only
 * when the batch running on it has settled: two handlers never work on one partition. That wait has no bound.
 * A handler that hangs keeps its partition until the process ends, as anything else would process records twice
 * behind its back; a handler that wants to go early asks `isCurrent()`.
 *
 * Groups are not shared between processes: run one process for one file, or give each its own group.
 */
export function createGroup(name: string, partitionsOf: (topic: string) => number): Group {
  const members: Member[] = [];
  let owners: (Member | undefined)[] = [];
  /** Numbers whose last owner still has a batch running. */
  const leaving = new Set<number>();
  let generation = 0;

  function partitionsAt(member: Member, index: number): readonly TopicPartition[] {
    return member.topics
      .filter((topic) => index < partitionsOf(topic))
      .map((topic) => ({ topic, partition: index }));
  }

  function rebalance(): void {
    const changed = new Set<Member>();
    const target = shareOut(owners, members);
    for (const [index, next] of target.entries()) {
      const now = owners[index];
      if (now !== undefined && now !== next) revoke(index, now, changed);
    }
    for (const [index, next] of target.entries()) {
      if (next === undefined || owners[index] !== undefined || leaving.has(index)) continue;
      owners[index] = next;
      next.grant(partitionsAt(next, index));
      changed.add(next);
    }
    if (changed.size === 0) return;
    generation += 1;
    for (const member of changed) member.reassigned(generation);
  }

  function revoke(index: number, owner: Member, changed: Set<Member>): void {
    owners[index] = undefined;
    changed.add(owner);
    const settled = owner.revoke(partitionsAt(owner, index));
    if (settled === undefined) return;
    leaving.add(index);
    void settled.then(() => {
      leaving.delete(index);
      rebalance();
    });
  }

  return {
    join: (member) => {
      const first = members[0];
      if (first !== undefined && !sameTopics(first.topics, member.topics))
        throw topicsMismatch(name, first, member);
      if (first === undefined) {
        owners = new Array<Member | undefined>(Math.max(0, ...member.topics.map(partitionsOf))).fill(
          undefined,
        );
      }
      members.push(member);
      rebalance();
    },
    leave: (member) => {
      const index = members.indexOf(member);
      if (index < 0) return;
      members.splice(index, 1);
      rebalance();
    },
  };
}

function sameTopics(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((topic) => b.includes(topic));
}

function topicsMismatch(name: string, first: Member, member: Member): TrackerError {
  return new TrackerError(
    'LOG_GROUP_TOPICS_MISMATCH',
    `group "${name}" reads ${first.topics.join(', ')}, not ${member.topics.join(', ')}`,
    'Give every member of a group the same topics, or use another group.',
  );
}
