using Analytics.Contracts;

namespace Analytics.Match.Index.Qdrant;

/// <summary>
/// The collections behind an index. Each has the model and the length in its name (<c>people-omz-reid-0095-256</c>); the alias
/// <c>people</c> points at the one in use. Vectors lie on disk, their int8 codes in memory.
/// </summary>
internal sealed class QdrantCollections(QdrantConnection connection, string server)
{
    private const string Distance = "Cosine";

    // What the settings of the recorded server were: m 16 and ef_construct 128 are a step above its defaults.
    private static readonly HnswConfig Graph = new(16, 128, 16);
    private static readonly OptimizersConfig Optimizers = new(20_000, 2);
    private static readonly QuantizationConfig Codes = new(new ScalarQuantization("int8", 0.99, true));

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
                $"The index '{collection.Name}' in {server} is the collection '{other}', not '{name}': its templates cannot be compared "
                + $"with those of '{collection.Model}' with {collection.Length} components. Use the model that it was made with, "
                + "or run 'analytics people reembed', which makes templates of this one, and then 'analytics index rebuild' to put it in its place.");
        }

        var ready = await EnsureAsync(collection, cancellationToken);
        return ready.Unavailable is not null || target.Value is not null ? ready : await PointAsync(collection, cancellationToken);
    }

    /// <summary>Makes the collection of a model where it is not there; the alias stays where it is.</summary>
    /// <exception cref="FailureException">There is one of that name with another length or distance.</exception>
    public async ValueTask<IndexAnswer<string>> EnsureAsync(FaceCollection collection, CancellationToken cancellationToken)
    {
        var name = NameOf(collection);
        var there = await connection.GetAsync(Path(name, "/exists"), QdrantJson.Default.ReplyExistence, cancellationToken);
        if (there.Unavailable is { } away)
        {
            return IndexAnswer.Without<string>(away);
        }

        if (there.Value.Result?.Exists != true)
        {
            var body = new CreateCollection(
                new VectorParams(collection.Length, Distance, OnDisk: true), OnDiskPayload: true, Graph, Optimizers, Codes, 1, 1, 1);
            var created = await connection.PutAsync(
                Path(name), body, QdrantJson.Default.CreateCollection, QdrantJson.Default.ReplyBoolean, cancellationToken);

            // Another process may have been quicker: what counts is what is there now.
            if (created.Unavailable is { } refused && (await InfoAsync(name, cancellationToken)).Unavailable is not null)
            {
                return IndexAnswer.Without<string>(refused);
            }
        }

        var info = await InfoAsync(name, cancellationToken);
        if (info.Unavailable is not null)
        {
            return IndexAnswer.Without<string>(info.Unavailable);
        }

        if (info.Value.Config.Params.Vectors is not { } vectors || vectors.Size != collection.Length || vectors.Distance != Distance)
        {
            throw new InvalidException(
                $"The collection '{name}' in {server} does not hold vectors of {collection.Length} components under {Distance}. "
                + "Somebody else made it: delete or rename it, or give the index another name.");
        }

        return await IndexFieldsAsync(name, info.Value, cancellationToken);
    }

    /// <summary>Points the alias at the collection of a model, in one step: searches go to the one before or to this one.</summary>
    public async ValueTask<IndexAnswer<string>> PointAsync(FaceCollection collection, CancellationToken cancellationToken)
    {
        var target = await TargetAsync(collection.Name, cancellationToken);
        if (target.Unavailable is { } away)
        {
            return IndexAnswer.Without<string>(away);
        }

        var name = NameOf(collection);
        List<AliasAction> actions = [new(CreateAlias: new CreateAlias(name, collection.Name))];
        if (target.Value is not null)
        {
            actions.Insert(0, new AliasAction(DeleteAlias: new DeleteAlias(collection.Name)));
        }

        var moved = await connection.PostAsync(
            "collections/aliases", new ChangeAliases(actions),
            QdrantJson.Default.ChangeAliases, QdrantJson.Default.ReplyBoolean, cancellationToken);
        return moved.Then(_ => name);
    }

    /// <summary>What the alias points at; none where there is none.</summary>
    public async ValueTask<IndexAnswer<string?>> TargetAsync(string alias, CancellationToken cancellationToken)
    {
        var aliases = await connection.GetAsync("aliases", QdrantJson.Default.ReplyAliases, cancellationToken);
        return aliases.Then(list => list.Result?.Aliases.FirstOrDefault(known => known.AliasName == alias)?.CollectionName);
    }

    /// <summary>How a collection is.</summary>
    public async ValueTask<IndexAnswer<CollectionInfo>> InfoAsync(string name, CancellationToken cancellationToken)
    {
        var info = await connection.GetAsync(Path(name), QdrantJson.Default.ReplyCollection, cancellationToken);
        return info.Then(found => found.Result!);
    }

    /// <summary>Of a collection, with what follows it.</summary>
    public static string Path(string name, string rest = "") => $"collections/{Uri.EscapeDataString(name)}{rest}";

    private async ValueTask<IndexAnswer<string>> IndexFieldsAsync(string name, CollectionInfo info, CancellationToken cancellationToken)
    {
        foreach (var (field, type) in QdrantFilter.Fields.Where(field => info.PayloadSchema?.ContainsKey(field.Name) != true))
        {
            var made = await connection.PutAsync(
                Path(name, "/index?wait=true"), new CreateIndex(field, new FieldSchema(type)),
                QdrantJson.Default.CreateIndex, QdrantJson.Default.ReplyUpdated, cancellationToken);
            if (made.Unavailable is { } refused)
            {
                return IndexAnswer.Without<string>(refused);
            }
        }

        return IndexAnswer.Of(name);
    }
}
