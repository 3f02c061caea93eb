/** Exits 0 when the service in this container answers /healthz: the gateway at its own port, the others at theirs for operations. */
const { GATEWAY_PORT, OPERATIONS_PORT = '9464' } = process.env;

try {
  const answer = await fetch(`http://127.0.0.1:${GATEWAY_PORT ?? OPERATIONS_PORT}/healthz`, {
    signal: AbortSignal.timeout(2_000),
  });
  process.exitCode = answer.ok ? 0 : 1;
} catch {
  process.exitCode = 1;
}
