import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;

/**
 * One number by learner, the least that an aggregate by key can be: with a schema the time of the latest click, so that
 * values are decoded, and without one the bytes of the clicks. Kafka Streams is at its defaults (RocksDB with its cache
 * and changelog, one thread) but for the guarantee and the commit interval: at least once has 30 s by default and would
 * have committed nothing at the end; it gets the 100 ms that exactly once has. Ends when the group's committed offsets
 * cover so many records, and prints the milliseconds from the first record to then.
 *
 * Arguments: brokers, topic, application id, processing guarantee, records, folder for state, schema file or "".
 */
public final class ClicksByLearner {
  private static final int CONFLUENT_HEADER_BYTES = 5;
  private static final CountDownLatch FIRST = new CountDownLatch(1);
  private static volatile boolean failed = false;
  private static long firstAt = 0;

  public static void main(String[] args) throws Exception {
    final String application = args[2];
    final long wanted = Long.parseLong(args[4]);
    final Properties config = new Properties();
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, args[0]);
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, args[3]);
    config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    config.put(StreamsConfig.STATE_DIR_CONFIG, args[5]);

    final StreamsBuilder builder = new StreamsBuilder();
    if (args[6].isEmpty()) aggregateBytes(builder, args[1]);
    else aggregateTimes(builder, args[1], new Schema.Parser().parse(new File(args[6])));

    final KafkaStreams streams = new KafkaStreams(builder.build(), config);
    streams.setUncaughtExceptionHandler(error -> {
      error.printStackTrace();
      failed = true;
      FIRST.countDown();
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    });
    streams.start();
    FIRST.await();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", args[0]))) {
      while (!failed && committed(admin, application) < wanted) Thread.sleep(20);
    }
    final double millis = (System.nanoTime() - firstAt) / 1_000_000.0;
    streams.close();
    if (failed) System.exit(1);
    System.out.println(millis);
  }

  private static void aggregateBytes(StreamsBuilder builder, String topic) {
    builder.stream(topic, Consumed.with(Serdes.String(), Serdes.ByteArray()))
        .groupByKey(Grouped.with(Serdes.String(), Serdes.ByteArray()))
        .aggregate(
            () -> 0L,
            (learner, click, bytes) -> note(bytes + click.length),
            Materialized.with(Serdes.String(), Serdes.Long()));
  }

  private static void aggregateTimes(StreamsBuilder builder, String topic, Schema schema) {
    final Serde<GenericRecord> clicks = Serdes.serdeFrom((name, click) -> null, reader(schema));
    builder.stream(topic, Consumed.with(Serdes.String(), clicks))
        .groupByKey(Grouped.with(Serdes.String(), clicks))
        .aggregate(
            () -> 0L,
            (learner, click, latest) -> note(Math.max(latest, (Long) click.get("at"))),
            Materialized.with(Serdes.String(), Serdes.Long()));
  }

  /** Called by the one stream thread only, for each of which buffers are kept. */
  private static Deserializer<GenericRecord> reader(Schema schema) {
    final GenericDatumReader<GenericRecord> datums = new GenericDatumReader<>(schema);
    final BinaryDecoder[] decoder = {null};
    return (topic, bytes) -> {
      final int length = bytes.length - CONFLUENT_HEADER_BYTES;
      decoder[0] = DecoderFactory.get().binaryDecoder(bytes, CONFLUENT_HEADER_BYTES, length, decoder[0]);
      try {
        return datums.read(null, decoder[0]);
      } catch (IOException error) {
        throw new UncheckedIOException(error);
      }
    };
  }

  private static long committed(Admin admin, String group) throws Exception {
    long sum = 0;
    for (OffsetAndMetadata offset : admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().values()) {
      if (offset != null) sum += offset.offset();
    }
    return sum;
  }

  private static long note(long value) {
    if (firstAt == 0) {
      firstAt = System.nanoTime();
      FIRST.countDown();
    }
    return value;
  }
}
