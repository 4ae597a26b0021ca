using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Qdrant.Client.Grpc;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>
/// A Qdrant with memory: collections, aliases, points, filters, exact search, limits, and nodes that go away and come back. FakeQdrantSpec
/// holds it against what real ones answered.
/// </summary>
internal sealed partial class FakeQdrant(
    string? key = null, string? readOnlyKey = null, FakeCluster? nodes = null, TimeProvider? time = null)
{
    private static readonly Dictionary<string, MethodDescriptor> Methods =
        new[]
        {
            QdrantReflection.Descriptor, CollectionsServiceReflection.Descriptor, PointsServiceReflection.Descriptor,
            SnapshotsServiceReflection.Descriptor,
        }.SelectMany(file => file.Services).SelectMany(service => service.Methods)
            .ToDictionary(method => $"/{method.Service.FullName}/{method.Name}");

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, FakeCollection> _collections = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _aliases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<SnapshotDescription>> _snapshots = [];

    /// <summary>Whether a search through the graph with this <c>hnsw_ef</c> misses its nearest point; no search does by default.</summary>
    public Func<int, bool> Misses { get; set; } = _ => false;

    /// <summary>What the next snapshot is called.</summary>
    public string SnapshotName { get; set; } = "1.snapshot";

    /// <summary>Deletes and payloads that were asked for with a filter that everything passes.</summary>
    public int SelectorsOfAll { get; private set; }

    public FakeCluster Cluster { get; } = nodes ?? new FakeCluster();

    public IReadOnlyDictionary<string, string> Aliases => _aliases;

    public IReadOnlyDictionary<string, FakeCollection> Collections => _collections;

    public static MethodDescriptor? MethodOf(string method) => Methods.GetValueOrDefault(method);

    public GrpcAnswer Answer(GrpcAsked asked)
    {
        if (MethodOf(asked.Method) is not { } method)
        {
            return new GrpcAnswer(StatusCode.Unimplemented);
        }

        lock (_gate)
        {
            try
            {
                Admit(method, asked.Key);
                return GrpcAnswer.Of(Answer(method.InputType.Parser.ParseFrom(asked.Body)));
            }
            catch (FakeRefusal refusal)
            {
                return refusal.Answer;
            }
            catch (InvalidProtocolBufferException)
            {
                return new GrpcAnswer(StatusCode.Internal, "failed to decode Protobuf message: buffer underflow");
            }
        }
    }

    /// <summary>A node comes back, and is filled with what it is known to have missed.</summary>
    public void Revive(int node)
    {
        lock (_gate)
        {
            Cluster.Down.Remove(node);
            _collections.Values.ToList().ForEach(collection => collection.Replicas.Recover(node));
        }
    }

    private void Admit(MethodDescriptor method, string? shown)
    {
        if (method.Name == "HealthCheck" || key is null || shown == key)
        {
            return;
        }

        if (shown is null || shown != readOnlyKey)
        {
            throw new FakeRefusal(
                StatusCode.Unauthenticated,
                shown is null ? "Must provide an API key or an Authorization bearer token" : "Invalid API key or JWT");
        }

        if (method.Name is "Create" or "Update" or "Delete" or "UpdateAliases" or "Upsert" or "SetPayload" or "UpdateBatch"
            or "CreateFieldIndex")
        {
            throw new FakeRefusal(StatusCode.PermissionDenied, "Forbidden: Global manage access is required");
        }
    }

    private IMessage Answer(IMessage request) => request switch
    {
        HealthCheckRequest => new HealthCheckReply { Title = "qdrant - vector search engine", Version = "1.18.3" },
        ListCollectionsRequest => new ListCollectionsResponse
        {
            Collections = { _collections.Keys.Select(name => new CollectionDescription { Name = name }) },
        },
        CollectionExistsRequest asked => new CollectionExistsResponse
        {
            Result = new CollectionExists
            {
                Exists = _collections.ContainsKey(_aliases.GetValueOrDefault(asked.CollectionName, asked.CollectionName)),
            },
        },
        GetCollectionInfoRequest asked => new GetCollectionInfoResponse { Result = Find(asked.CollectionName).Info() },
        CollectionClusterInfoRequest asked => Find(asked.CollectionName).Cluster(),
        CreateCollection asked => Changed(Create(asked)),
        UpdateCollection asked => Changed(Update(asked)),
        DeleteCollection asked => Changed(Delete(asked.CollectionName)),
        ChangeAliases asked => Changed(Change(asked)),
        ListAliasesRequest => new ListAliasesResponse { Aliases = { Shown(_ => true) } },
        ListCollectionAliasesRequest asked => new ListAliasesResponse { Aliases = { Shown(target => target == asked.CollectionName) } },
        CreateSnapshotRequest asked => new CreateSnapshotResponse { SnapshotDescription = Snap(asked.CollectionName) },
        ListSnapshotsRequest asked => new ListSnapshotsResponse { SnapshotDescriptions = { Snapshots(asked.CollectionName) } },
        DeleteSnapshotRequest asked => Snapshots(asked.CollectionName).RemoveAll(one => one.Name == asked.SnapshotName) > 0
            ? new DeleteSnapshotResponse()
            : throw new FakeRefusal(StatusCode.NotFound, $"Not found: Snapshot {asked.SnapshotName} not found"),
        CreateFieldIndexCollection asked => Written(asked.Wait, () => Find(asked.CollectionName).Index(asked)),
        UpsertPoints asked => Written(asked.Wait, () => Find(asked.CollectionName).Upsert(asked.Points)),
        DeletePoints asked => Written(asked.Wait, () => Find(asked.CollectionName).Delete(Noted(asked.Points))),
        SetPayloadPoints asked => Written(
            asked.Wait, () => Find(asked.CollectionName).SetPayload(Noted(asked.PointsSelector), asked.Payload)),
        UpdateBatchPoints asked => new UpdateBatchResponse { Result = { asked.Operations.Select(one => Update(asked, one)) } },
        _ => Read(request),
    };

    private IMessage Read(IMessage request)
    {
        FakeSearches searches = new(Misses);
        switch (request)
        {
            case GetPoints asked:
                return new GetResponse { Result = { Reading(asked.CollectionName).Get(asked) } };
            case CountPoints asked:
                return new CountResponse
                {
                    Result = new CountResult
                    {
                        Count = (ulong)Reading(asked.CollectionName).Replicas.Count(asked.Filter, asked.ReadConsistency),
                    },
                };
            case ScrollPoints asked:
                return Reading(asked.CollectionName).Scroll(asked);
            case FacetCounts asked:
                return new FacetResponse { Hits = { FakeSearches.Facet(Reading(asked.CollectionName), asked) } };
            case QueryPoints asked:
                return new QueryResponse { Result = { searches.Query(Reading(asked.CollectionName), asked) } };
            case QueryPointGroups asked:
                return new QueryGroupsResponse
                {
                    Result = new GroupsResult { Groups = { searches.Groups(Reading(asked.CollectionName), asked) } },
                };
            case QueryBatchPoints asked:
                var collection = Reading(asked.CollectionName, asked.QueryPoints.Count);
                return new QueryBatchResponse
                {
                    Result = { asked.QueryPoints.Select(
                        query => new BatchResult { Result = { searches.Query(collection, With(query, asked)) } }) },
                };
            case SearchPoints asked:
                QueryPoints same = new()
                {
                    Query = new Query { Nearest = new VectorInput { Dense = new DenseVector { Data = { asked.Vector } } } },
                    Limit = asked.Limit,
                    Params = asked.Params,
                    Filter = asked.Filter,
                    WithPayload = asked.WithPayload,
                };
                return new SearchResponse { Result = { searches.Query(Reading(asked.CollectionName), same) } };
            default:
                throw new FakeRefusal(StatusCode.Unimplemented, "");
        }
    }

    private List<SnapshotDescription> Snapshots(string collection) => _snapshots.GetValueOrDefault(collection, []);

    private static QueryPoints With(QueryPoints query, QueryBatchPoints batch)
    {
        query.ReadConsistency ??= batch.ReadConsistency;
        return query;
    }

    private FakeCollection Find(string name) =>
        _collections.GetValueOrDefault(_aliases.GetValueOrDefault(name, name))
        ?? throw new FakeRefusal(StatusCode.NotFound, $"Not found: Collection `{name}` doesn't exist!");

    private FakeCollection Reading(string name, int requests = 1)
    {
        var collection = Find(name);
        collection.Limits.Read(requests);
        return collection;
    }

    private PointsSelector? Noted(PointsSelector? selector)
    {
        SelectorsOfAll += selector?.Filter is { } filter && filter.Must.Count + filter.MustNot.Count == 0 ? 1 : 0;
        return selector;
    }

    private UpdateResult Update(UpdateBatchPoints batch, PointsUpdateOperation operation) => Written(batch.Wait, () =>
    {
        var collection = Find(batch.CollectionName);
        switch (operation.OperationCase)
        {
            case PointsUpdateOperation.OperationOneofCase.Upsert:
                collection.Upsert(operation.Upsert.Points);
                break;
            case PointsUpdateOperation.OperationOneofCase.SetPayload:
                collection.SetPayload(Noted(operation.SetPayload.PointsSelector), operation.SetPayload.Payload);
                break;
            default:
                collection.Delete(Noted(operation.DeletePoints.Points));
                break;
        }
    }).Result;

    private static PointsOperationResponse Written(bool wait, Action write)
    {
        write();
        return new PointsOperationResponse
        {
            Result = new UpdateResult { Status = wait ? UpdateStatus.Completed : UpdateStatus.Acknowledged },
        };
    }

    private static CollectionOperationResponse Changed(bool result) => new() { Result = result };
}
