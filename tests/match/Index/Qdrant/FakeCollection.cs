using System.Numerics.Tensors;
using Google.Protobuf.Collections;
using Qdrant.Client.Grpc;
using Value = Qdrant.Client.Grpc.Value;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>One collection of a <see cref="FakeQdrant"/>: what is written to it, and what is read of it point by point.</summary>
internal sealed class FakeCollection(CreateCollection made, FakeCluster cluster, TimeProvider time)
{
    private readonly Dictionary<string, PayloadSchemaInfo> _fields = [];

    public FakeReplicas Replicas { get; } = new(
        cluster, made.HasShardNumber ? (int)made.ShardNumber : 1, made.HasReplicationFactor ? (int)made.ReplicationFactor : 1,
        made.HasWriteConsistencyFactor ? (int)made.WriteConsistencyFactor : 1);

    /// <summary>What its owner allows.</summary>
    public FakeLimits Limits { get; } = new(time);

    private int Size => (int)made.VectorsConfig.Params.Size;

    public CollectionInfo Info() => new()
    {
        Status = CollectionStatus.Green,
        Config = new CollectionConfig
        {
            Params = new CollectionParams
            {
                VectorsConfig = made.VectorsConfig,
                ShardNumber = (uint)Replicas.Shards,
                ReplicationFactor = made.ReplicationFactor,
                WriteConsistencyFactor = made.WriteConsistencyFactor,
            },
            StrictModeConfig = Limits.Config,
        },
        PayloadSchema = { _fields },
        PointsCount = (ulong)Replicas.Count(null, null),
        IndexedVectorsCount = 0,
    };

    public CollectionClusterInfoResponse Cluster()
    {
        CollectionClusterInfoResponse info = new() { ShardCount = (ulong)Replicas.Shards };
        foreach (var replica in Replicas.All)
        {
            var state = replica.IsActive ? ReplicaState.Active : ReplicaState.Dead;
            if (replica.Node == cluster.AskedNode)
            {
                info.LocalShards.Add(new LocalShardInfo
                {
                    ShardId = (uint)replica.Shard,
                    PointsCount = (ulong)replica.Points.Count,
                    State = state,
                });
            }
            else
            {
                info.RemoteShards.Add(new RemoteShardInfo { ShardId = (uint)replica.Shard, PeerId = (ulong)replica.Node, State = state });
            }
        }

        return info;
    }

    public void Index(CreateFieldIndexCollection asked) => _fields[asked.FieldName] = new PayloadSchemaInfo
    {
        DataType = Enum.Parse<PayloadSchemaType>(asked.FieldType.ToString()),
    };

    public void Upsert(RepeatedField<PointStruct> points)
    {
        if (points.Count == 0)
        {
            throw FakeRefusal.Bad("Bad request: Empty update request");
        }

        Limits.Upsert(points.Count);
        var read = points.Select(Read).ToList();
        Replicas.Write([.. read.Select(point => point.Id)], (there, isHere) =>
            read.Where(point => isHere(point.Id)).ToList().ForEach(point => there[point.Id] = point));
    }

    public void Delete(PointsSelector? selector) => Change(selector, (there, point) => there.Remove(point.Id));

    public void SetPayload(PointsSelector? selector, MapField<string, Value> payload) => Change(selector, (there, point) =>
    {
        var changed = point.Payload.Clone();
        foreach (var (name, value) in payload)
        {
            changed[name] = value;
        }

        there[point.Id] = point with { Payload = changed };
    });

    public IEnumerable<RetrievedPoint> Get(GetPoints asked)
    {
        var wanted = asked.Ids.Select(Id).ToHashSet();
        return Replicas.Read(null, asked.ReadConsistency).Where(point => wanted.Contains(point.Id))
            .Select(point => Show(point, asked.WithPayload ?? true, asked.WithVectors));
    }

    public ScrollResponse Scroll(ScrollPoints asked)
    {
        var from = asked.Offset is null ? Guid.Empty : Id(asked.Offset);
        var (all, limit) = (Replicas.Read(asked.Filter, asked.ReadConsistency), asked.HasLimit ? (int)asked.Limit : 10);
        if (asked.OrderBy is { } order)
        {
            var key = (FakePoint point) => FakeFilter.Time(point, order.Key);
            all = order.Direction == Direction.Desc ? all.OrderByDescending(key) : all.OrderBy(key);
            return new ScrollResponse
            {
                Result =
                {
                    all.Take(limit).Select(point =>
                    {
                        var shown = Show(point, asked.WithPayload ?? true, asked.WithVectors);
                        shown.OrderValue = new OrderValue { Int = key(point)!.Value.ToUnixTimeMilliseconds() * 1000 };
                        return shown;
                    }),
                },
            };
        }

        var rest = all.Where(point => point.Id >= from).ToList();
        return new ScrollResponse
        {
            Result = { rest.Take(limit).Select(point => Show(point, asked.WithPayload ?? true, asked.WithVectors)) },
            NextPageOffset = rest.Skip(limit).FirstOrDefault()?.Id is { } next ? (PointId)next : null,
        };
    }

    public void RequireIndexed(Filter? filter) => Limits.Filter(FakeFilter.Keywords(filter), _fields.ContainsKey);

    /// <summary>A vector as the server keeps it: of length 1, as far as there is one.</summary>
    public float[] Vector(IEnumerable<float> numbers)
    {
        float[] vector = [.. numbers];
        if (vector.Length != Size)
        {
            throw FakeRefusal.Bad($"Wrong input: Vector dimension error: expected dim: {Size}, got {vector.Length}");
        }

        var norm = TensorPrimitives.Norm(vector);
        if (norm != 0)
        {
            TensorPrimitives.Divide(vector, norm, vector);
        }

        return vector;
    }

    public static Guid Id(PointId? id) => id is not { HasUuid: true } ? throw FakeRefusal.Bad("Empty ID is not allowed")
        : Guid.TryParse(id.Uuid, out var uuid) ? uuid : throw FakeRefusal.Bad($"Unable to parse UUID: {id.Uuid}");

    public static RetrievedPoint Show(FakePoint point, WithPayloadSelector payload, WithVectorsSelector? vectors)
    {
        RetrievedPoint shown = new() { Id = point.Id };
        Copy(point, payload, shown.Payload);
        shown.Vectors = vectors is { Enable: true } ? Vectors(point) : null;
        return shown;
    }

    public static VectorsOutput Vectors(FakePoint point) =>
        new() { Vector = new VectorOutput { Dense = new DenseVector { Data = { point.Vector } } } };

    public static void Copy(FakePoint point, WithPayloadSelector? selector, MapField<string, Value> into)
    {
        foreach (var (name, value) in point.Payload.Where(
            field => selector is { Enable: true } || selector?.Include?.Fields.Contains(field.Key) == true))
        {
            into[name] = value;
        }
    }

    private void Change(PointsSelector? selector, Action<SortedDictionary<Guid, FakePoint>, FakePoint> change)
    {
        if (selector?.PointsSelectorOneOfCase is null or PointsSelector.PointsSelectorOneOfOneofCase.None)
        {
            throw FakeRefusal.Bad("PointSelector is missing");
        }

        RequireIndexed(selector.Filter);
        var ids = selector.Points?.Ids.Select(Id).ToHashSet();
        var passes = ids is null ? FakeFilter.Of(selector.Filter) : point => ids.Contains(point.Id);
        Replicas.Write(ids, (there, _) => there.Values.Where(passes).ToList().ForEach(point => change(there, point)));
    }

    private FakePoint Read(PointStruct point)
    {
        var id = Id(point.Id);
#pragma warning disable CS0612 // What older clients send.
        var vector = point.Vectors?.Vector is { } given ? given.Dense?.Data ?? given.Data : throw FakeRefusal.Bad("Expected some vectors");
#pragma warning restore CS0612
        return new FakePoint(id, Vector(vector), point.Payload);
    }
}
