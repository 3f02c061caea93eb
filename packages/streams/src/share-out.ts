/**
 * Shares partition numbers among the members of a group, as evenly as whole numbers allow, and moves as few as
 * that needs (Kafka's cooperative sticky assignment). One owner per number, whatever the topic: co-partitioned
 * topics stay together, and a topic with fewer partitions follows the same numbers.
 *
 * `owners[i]` is who holds partition i now, if anybody; the result has the same length. Members in joining order.
 */
export function shareOut<M>(
  owners: readonly (M | undefined)[],
  members: readonly M[],
): readonly (M | undefined)[] {
  if (members.length === 0) return owners.map(() => undefined);
  const quota = quotas(owners, members);
  const shared = owners.map((owner) => (owner !== undefined && takeFrom(quota, owner) ? owner : undefined));
  return shared.map((owner) => owner ?? members.find((member) => takeFrom(quota, member)));
}

/** How many numbers each member gets; the remainder goes to those who hold most, so that they keep theirs. */
function quotas<M>(owners: readonly (M | undefined)[], members: readonly M[]): Map<M, number> {
  const held = (member: M): number => owners.filter((owner) => owner === member).length;
  const least = Math.floor(owners.length / members.length);
  const remainder = owners.length % members.length;
  const byHeld = [...members].sort((a, b) => held(b) - held(a));
  return new Map(byHeld.map((member, rank) => [member, rank < remainder ? least + 1 : least]));
}

function takeFrom<M>(quota: Map<M, number>, member: M): boolean {
  const left = quota.get(member) ?? 0;
  if (left === 0) return false;
  quota.set(member, left - 1);
  return true;
}
