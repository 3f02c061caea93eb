import kafkajs, { type Assignment, type GroupMember, type PartitionAssigner } from 'kafkajs';
import { shareOut } from '../share-out.ts';

const NAME = 'co-partitioned-sticky';
const VERSION = 1;
/** Of the assignment that is sent to members, as Kafka defines it. */
const ASSIGNMENT_VERSION = 0;

interface Member {
  readonly id: string;
  readonly topics: readonly string[];
  /** Numbers of the partitions it held when it joined. */
  readonly held: readonly number[];
}

/**
 * Gives partition i of every topic to the same member, and moves as few numbers as an even share needs. A member
 * tells what it holds in its user data, since whoever leads the group may have joined just now. A topic with fewer
 * partitions follows the same numbers. Members may differ in their topics, as they do in a rolling upgrade: a
 * partition whose member does not read the topic goes to the first that does.
 */
export function createCoPartitionAssigner(held: () => readonly number[]): PartitionAssigner {
  return ({ cluster }) => ({
    name: NAME,
    version: VERSION,
    protocol: ({ topics }) => ({
      name: NAME,
      metadata: kafkajs.AssignerProtocol.MemberMetadata.encode({
        version: VERSION,
        topics,
        userData: encodeHeld(held()),
      }),
    }),
    assign: async ({ members, topics }) => {
      const counts = new Map(
        topics.map((topic) => [topic, cluster.findTopicPartitionMetadata(topic).length]),
      );
      return assign(members.map(decodeMember), counts).map(([memberId, assignment]) => ({
        memberId,
        memberAssignment: kafkajs.AssignerProtocol.MemberAssignment.encode({
          version: ASSIGNMENT_VERSION,
          assignment,
          userData: Buffer.alloc(0),
        }),
      }));
    },
  });
}

/** The assignment of every member, for topics with the given partition counts. */
export function assign(
  members: readonly Member[],
  counts: ReadonlyMap<string, number>,
): readonly (readonly [memberId: string, assignment: Assignment])[] {
  const sorted = members.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const owners = Array.from({ length: Math.max(0, ...counts.values()) }, (_, number) =>
    sorted.find(({ held }) => held.includes(number)),
  );
  const shared = shareOut(owners, sorted);
  const assignments = new Map(sorted.map((member) => [member, emptyAssignment()]));
  for (const [topic, count] of counts) {
    for (const [number, owner] of shared.slice(0, count).entries()) {
      const reader = owner?.topics.includes(topic)
        ? owner
        : sorted.find(({ topics }) => topics.includes(topic));
      const assignment = reader === undefined ? undefined : assignments.get(reader);
      if (assignment !== undefined) assignment[topic] = [...(assignment[topic] ?? []), number];
    }
  }
  return Array.from(assignments, ([{ id }, assignment]) => [id, assignment] as const);
}

function decodeMember({ memberId, memberMetadata }: GroupMember): Member {
  const metadata = kafkajs.AssignerProtocol.MemberMetadata.decode(memberMetadata);
  return { id: memberId, topics: metadata?.topics ?? [], held: decodeHeld(metadata?.userData) };
}

/** Numbers as 32-bit integers, one after the other. */
function encodeHeld(held: readonly number[]): Buffer {
  const bytes = Buffer.alloc(held.length * 4);
  for (const [i, number] of held.entries()) bytes.writeInt32BE(number, i * 4);
  return bytes;
}

/** What another program wrote there is no reason to fail: then nothing is sticky. */
function decodeHeld(bytes: Buffer | null | undefined): readonly number[] {
  if (bytes === null || bytes === undefined || bytes.length % 4 !== 0) return [];
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readInt32BE(i * 4));
}

function emptyAssignment(): Assignment {
  return {};
}
