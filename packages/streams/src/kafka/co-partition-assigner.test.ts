import fc from 'fast-check';
import kafkajs, { type Cluster, type PartitionMetadata } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { assign, createCoPartitionAssigner } from './co-partition-assigner.ts';

const counts = new Map([
  ['clicks', 6],
  ['rows', 6],
  ['content', 1],
]);
const topics = [...counts.keys()];

const groups = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }).chain((ids) =>
  fc.tuple(
    ...ids.map((id) =>
      fc.record({
        id: fc.constant(id),
        topics: fc.constant(topics),
        held: fc.subarray([0, 1, 2, 3, 4, 5]),
      }),
    ),
  ),
);

describe('the co-partitioning assigner', () => {
  it('gives every partition to exactly one member, and number i of every topic to the same', () => {
    fc.assert(
      fc.property(groups, (members) => {
        const assigned = assign(members, counts);
        for (const [topic, count] of counts) {
          const numbers = assigned.flatMap(([, assignment]) => assignment[topic] ?? []);
          expect(numbers.toSorted()).toEqual(Array.from({ length: count }, (_, i) => i));
        }
        for (const [, assignment] of assigned) {
          expect(assignment.rows).toEqual(assignment.clicks);
          expect(assignment.content ?? []).toEqual(
            (assignment.clicks ?? []).filter((number) => number === 0),
          );
        }
      }),
    );
  });

  it('does not depend on the order of the members', () => {
    fc.assert(
      fc.property(groups, (members) => {
        expect(assign(members.toReversed(), counts)).toEqual(assign(members, counts));
      }),
    );
  });

  it('gives a newcomer its share and leaves the others what they keep', () => {
    const member = (id: string, ...held: number[]) => ({ id, topics, held });
    const before = new Map(assign([member('b', 0, 2, 4), member('c', 1, 3, 5)], counts));
    expect(before.get('b')?.clicks).toEqual([0, 2, 4]);
    const after = new Map(assign([member('a'), member('b', 0, 2, 4), member('c', 1, 3, 5)], counts));
    expect(after.get('b')?.clicks).toEqual([0, 2]);
    expect(after.get('c')?.clicks).toEqual([1, 3]);
    expect(after.get('a')?.clicks).toEqual([4, 5]);
  });

  it('passes a topic that its owner does not read to one that does', () => {
    const old = { id: 'a', topics: ['clicks'], held: [0, 1, 2] };
    const updated = { id: 'b', topics: ['clicks', 'rows'], held: [3, 4, 5] };
    const assigned = new Map(assign([old, updated], counts));
    expect(assigned.get('a')).toEqual({ clicks: [0, 1, 2] });
    expect(assigned.get('b')).toEqual({ clicks: [3, 4, 5], rows: [0, 1, 2, 3, 4, 5] });
  });

  it('carries what a member holds to the leader of the group', async () => {
    const assignments = await groupOf([
      ['x', createCoPartitionAssigner(() => [1, 3])],
      ['w', createCoPartitionAssigner(() => [0, 2])],
    ]);
    expect(assignments).toEqual({ x: { clicks: [1, 3] }, w: { clicks: [0, 2] } });
  });
});

/** What a leader decides when the members' own metadata reaches it as bytes. */
async function groupOf(
  members: readonly (readonly [id: string, assigner: ReturnType<typeof createCoPartitionAssigner>])[],
): Promise<Record<string, unknown>> {
  const config = { cluster: clusterOf(4), groupId: 'g', logger: new kafkajs.Kafka({ brokers: [] }).logger() };
  const assigners = members.map(([id, create]) => ({ id, assigner: create(config) }));
  const joined = assigners.map(({ id, assigner }) => ({
    memberId: id,
    memberMetadata: assigner.protocol({ topics: ['clicks'] }).metadata,
  }));
  const decided = (await assigners[0]?.assigner.assign({ members: joined, topics: ['clicks'] })) ?? [];
  return Object.fromEntries(
    decided.map(({ memberId, memberAssignment }) => [
      memberId,
      kafkajs.AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment,
    ]),
  );
}

function clusterOf(partitions: number): Cluster {
  const metadata: PartitionMetadata[] = Array.from({ length: partitions }, (_, partitionId) => ({
    partitionId,
    partitionErrorCode: 0,
    leader: 1,
    replicas: [1],
    isr: [1],
  }));
  const cluster: Pick<Cluster, 'findTopicPartitionMetadata'> = { findTopicPartitionMetadata: () => metadata };
  return Object.create(cluster);
}
