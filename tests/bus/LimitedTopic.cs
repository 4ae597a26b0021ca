using Analytics.Bus;
using Confluent.Kafka;

namespace Analytics.Tests.Bus;

/// <summary>A topic with memory that takes batches of so many bytes, and refuses a larger one as a whole, as a broker does.</summary>
internal sealed class LimitedTopic(int limit)
{
    private Producer? _producer;

    /// <summary>What it took, in order.</summary>
    public List<string> Taken { get; } = [];

    /// <summary>The batches of each producer: bytes, or none for single messages.</summary>
    public List<int?> Batches { get; } = [];

    public IProducer<byte[], byte[]> Open(int? batchBytes, Action<Error> onError)
    {
        Batches.Add(batchBytes);
        return _producer = new(this, batchBytes);
    }

    /// <summary>What was collected goes out, as after the linger.</summary>
    public void Send() => _producer!.Send();

    private sealed class Producer(LimitedTopic topic, int? batchBytes) : IProducer<byte[], byte[]>
    {
        private readonly List<(Message<byte[], byte[]> Message, Action<DeliveryReport<byte[], byte[]>> Report)> _batch = [];

        public Handle Handle => throw new NotSupportedException();

        public string Name => "limited";

        public void Produce(string name, Message<byte[], byte[]> message, Action<DeliveryReport<byte[], byte[]>>? deliveryHandler = null)
        {
            if (_batch.Count > 0 && (batchBytes is null || Size + message.Value.Length > batchBytes))
            {
                Send();
            }

            _batch.Add((message, deliveryHandler!));
            if (batchBytes is null)
            {
                Send();
            }
        }

        public void Send()
        {
            var error = new Error(Size > topic._limit ? ErrorCode.MsgSizeTooLarge : ErrorCode.NoError);
            var sent = _batch.ToList();
            _batch.Clear();
            foreach (var (message, report) in sent)
            {
                if (!error.IsError)
                {
                    topic.Taken.Add(KafkaRecord.IdOf(message)!.Split('/')[^1]);
                }

                report(new() { Error = error, Message = message });
            }
        }

        public void Dispose() => _batch.Clear();

        private int Size => _batch.Sum(entry => entry.Message.Value.Length);

        public void Produce(
            TopicPartition topicPartition, Message<byte[], byte[]> message, Action<DeliveryReport<byte[],
            byte[]>>? deliveryHandler = null) =>
            throw new NotSupportedException();

        public Task<DeliveryResult<byte[], byte[]>> ProduceAsync(
            string name, Message<byte[], byte[]> message, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<DeliveryResult<byte[], byte[]>> ProduceAsync(
            TopicPartition topicPartition, Message<byte[], byte[]> message, CancellationToken cancellationToken = default) =>
                throw new NotSupportedException();

        public int Poll(TimeSpan timeout) => throw new NotSupportedException();

        public int Flush(TimeSpan timeout) => throw new NotSupportedException();

        public void Flush(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public void InitTransactions(TimeSpan timeout) => throw new NotSupportedException();

        public void BeginTransaction() => throw new NotSupportedException();

        public void CommitTransaction(TimeSpan timeout) => throw new NotSupportedException();

        public void CommitTransaction() => throw new NotSupportedException();

        public void AbortTransaction(TimeSpan timeout) => throw new NotSupportedException();

        public void AbortTransaction() => throw new NotSupportedException();

        public void SendOffsetsToTransaction(
            IEnumerable<TopicPartitionOffset> offsets, IConsumerGroupMetadata groupMetadata, TimeSpan timeout) =>
            throw new NotSupportedException();

        public int AddBrokers(string brokers) => throw new NotSupportedException();

        public void SetSaslCredentials(string username, string password) => throw new NotSupportedException();
    }

    private readonly int _limit = limit;
}
