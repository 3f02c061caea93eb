import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;

/**
 * Bytes of clicks by learner: the least that an aggregate by key can be, values are not decoded. Everything is at Kafka
 * Streams' defaults (RocksDB with its cache and changelog, one thread) but the guarantee. Ends after so many records and
 * prints the milliseconds from the first to the last of them; what is still to be committed then does not count.
 *
 * Arguments: brokers, topic, application id, processing guarantee, records, folder for state.
 */
public final class ClickBytes {
  private static final CountDownLatch DONE = new CountDownLatch(1);
  private static long seen = 0;
  private static long firstAt = 0;
  private static long lastAt = 0;

  public static void main(String[] args) throws InterruptedException {
    final long wanted = Long.parseLong(args[4]);
    final Properties config = new Properties();
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, args[0]);
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, args[2]);
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, args[3]);
    config.put(StreamsConfig.STATE_DIR_CONFIG, args[5]);

    final StreamsBuilder builder = new StreamsBuilder();
    builder.stream(args[1], Consumed.with(Serdes.String(), Serdes.ByteArray()))
        .groupByKey(Grouped.with(Serdes.String(), Serdes.ByteArray()))
        .aggregate(
            () -> 0L,
            (learner, click, bytes) -> note(wanted, bytes + click.length),
            Materialized.with(Serdes.String(), Serdes.Long()));

    final KafkaStreams streams = new KafkaStreams(builder.build(), config);
    streams.setUncaughtExceptionHandler(error -> {
      error.printStackTrace();
      DONE.countDown();
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    });
    streams.start();
    DONE.await();
    streams.close();
    if (seen < wanted) System.exit(1);
    System.out.println((lastAt - firstAt) / 1_000_000.0);
  }

  /** Called by the one stream thread only. */
  private static long note(long wanted, long bytes) {
    if (seen == 0) firstAt = System.nanoTime();
    seen += 1;
    if (seen == wanted) {
      lastAt = System.nanoTime();
      DONE.countDown();
    }
    return bytes;
  }
}
