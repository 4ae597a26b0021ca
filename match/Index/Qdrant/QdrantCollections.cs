using Analytics.Contracts;
using Qdrant.Client.Grpc;

namespace Analytics.Match.Index.Qdrant;

/// <summary>
/// The collections behind an index. Each has the model and the length in its name (<c>people-omz-reid-0095-256</c>); the alias
/// <c>people</c> points at the one in use. Vectors lie on disk, their int8 codes in memory.
/// </summary>
internal sealed class QdrantCollections(QdrantConnection connection, IndexOptions options)
{
    /// <summary>The collection of a model, whatever the alias points at.</summary>
    public static string NameOf(FaceCollection collection) => $"{collection.Name}-{collection.Model}-{collection.Length}";

    /// <summary>Finds the collection in use, or makes it where nothing is; gives back its real name.</summary>
    /// <exception cref="FailureException">The alias points at a collection of another model or length.</exception>
    public async ValueTask<IndexAnswer<string>> OpenAsync(FaceCollection collection, CancellationToken cancellationToken)
    {
        var target = await TargetAsync(collection.Name, cancellationToken);
        if (target.Unavailable is { } away)
        {
            return IndexAnswer.Without<string>(away);
        }

        var name = NameOf(collection);
        if (target.Value is { } other && other != name)
        {
            throw UnusableIndexException.OfOthers(
                $"The index '{collection.Name}' in {connection.Refusals.Server} is the collection '{other}', not '{name}': its templates "
                + $"cannot be compared with those of '{collection.Model}' with {collection.Length} components.");
        }

        var ready = await EnsureAsync(collection, cancellationToken);
        return ready.Unavailable is not null || target.Value is not null ? ready : await PointAsync(collection, cancellationToken);
    }

    /// <summary>Makes the collection of a model where it is not there; the alias stays where it is.</summary>
    /// <exception cref="FailureException">There is one of that name with another length or distance.</exception>
    public async ValueTask<IndexAnswer<string>> EnsureAsync(FaceCollection collection, CancellationToken cancellationToken)
    {
        var name = NameOf(collection);
        var there = await connection.AskAsync(
            (qdrant, call) => qdrant.Collections.CollectionExistsAsync(new CollectionExistsRequest { CollectionName = name }, call),
            cancellationToken);
        if (there.Unavailable is { } away)
        {
            return IndexAnswer.Without<string>(away);
        }

        // What counts is what is there afterwards: another process may have been quicker, or an earlier attempt was carried out after all.
        var created = there.Value.Result.Exists ? default : await connection.AskAsync(
            (qdrant, call) => qdrant.Collections.CreateAsync(New(name, collection.Length), call), cancellationToken);
        var info = await InfoAsync(name, cancellationToken);
        if ((info.Unavailable is null ? null : created.Unavailable ?? info.Unavailable) is { } refused)
        {
            return IndexAnswer.Without<string>(refused);
        }

        if (info.Value.Config.Params.VectorsConfig?.Params is not { Distance: Distance.Cosine } vectors
            || vectors.Size != (ulong)collection.Length)
        {
            throw new InvalidException(
                $"The collection '{name}' in {connection.Refusals.Server} does not hold vectors of {collection.Length} components under "
                + "Cosine. It was created by another program: delete or rename it, or give the index another name.");
        }

        return await IndexFieldsAsync(name, info.Value, cancellationToken);
    }

    /// <summary>
    /// Points the alias at the collection of a model, in one step: searches go to the one before or to this one. Qdrant carries out what
    /// comes before an action that it refuses, so there is one action only: where it fails, the alias is as it was.
    /// </summary>
    public async ValueTask<IndexAnswer<string>> PointAsync(FaceCollection collection, CancellationToken cancellationToken)
    {
        var name = NameOf(collection);
        CreateAlias alias = new() { CollectionName = name, AliasName = collection.Name };
        var moved = await connection.AskAsync(
            (qdrant, call) => qdrant.Collections.UpdateAliasesAsync(
                new ChangeAliases { Actions = { new AliasOperations { CreateAlias = alias } } }, call),
            cancellationToken);
        return moved.Then(_ => name);
    }

    /// <summary>What the alias points at; none where there is none.</summary>
    public async ValueTask<IndexAnswer<string?>> TargetAsync(string alias, CancellationToken cancellationToken)
    {
        var aliases = await connection.AskAsync(
            (qdrant, call) => qdrant.Collections.ListAliasesAsync(new ListAliasesRequest(), call), cancellationToken);
        return aliases.Then(list => list.Aliases.FirstOrDefault(known => known.AliasName == alias)?.CollectionName);
    }

    /// <summary>How a collection is.</summary>
    public async ValueTask<IndexAnswer<CollectionInfo>> InfoAsync(string name, CancellationToken cancellationToken)
    {
        var info = await connection.AskAsync(
            (qdrant, call) => qdrant.Collections.GetAsync(new GetCollectionInfoRequest { CollectionName = name }, call), cancellationToken);
        return info.Then(found => found.Result);
    }

    // What the settings of the recorded server were: m 16 and ef_construct 128 are a step above its defaults. What says here where things
    // lie is obsolete since 1.20, which understands it still; servers before that understand nothing else.
#pragma warning disable CS0612
    private CreateCollection New(string name, int length) => new()
    {
        CollectionName = name,
        VectorsConfig = new VectorsConfig { Params = new VectorParams { Size = (ulong)length, Distance = Distance.Cosine, OnDisk = true } },
        OnDiskPayload = true,
        HnswConfig = new HnswConfigDiff { M = 16, EfConstruct = 128, PayloadM = 16 },
        OptimizersConfig = new OptimizersConfigDiff { IndexingThreshold = 20_000, DefaultSegmentNumber = 2 },
        QuantizationConfig = new QuantizationConfig
        {
            Scalar = new ScalarQuantization { Type = QuantizationType.Int8, Quantile = 0.99f, AlwaysRam = true },
        },
        ShardNumber = (uint)options.Shards,
        ReplicationFactor = (uint)options.Replicas,
        WriteConsistencyFactor = (uint)options.WriteConsistency,
    };
#pragma warning restore CS0612

    private async ValueTask<IndexAnswer<string>> IndexFieldsAsync(string name, CollectionInfo info, CancellationToken cancellationToken)
    {
        foreach (var (field, type) in QdrantFilter.Fields.Where(field => !info.PayloadSchema.ContainsKey(field.Name)))
        {
            CreateFieldIndexCollection asked = new() { CollectionName = name, Wait = true, FieldName = field, FieldType = type };
            var made = await connection.ChangeAsync((qdrant, call) => qdrant.Points.CreateFieldIndexAsync(asked, call), cancellationToken);
            if (made is { } refused)
            {
                return IndexAnswer.Without<string>(refused);
            }
        }

        return IndexAnswer.Of(name);
    }
}
