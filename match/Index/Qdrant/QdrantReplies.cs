namespace Analytics.Match.Index.Qdrant;

// What comes back, as far as it is used. A refusal has an object for its status instead of a word.
internal sealed record Reply<T>(T? Result);

internal sealed record Refused(RefusedStatus Status);

internal sealed record RefusedStatus(string Error);

internal sealed record Root(string Title, string Version);

internal sealed record Updated(string Status);

internal sealed record Counted(long Count);

internal sealed record Scrolled(IReadOnlyList<ScrolledPoint> Points, Guid? NextPageOffset);

internal sealed record ScrolledPoint(Guid Id, ContentsPayload? Payload);

internal sealed record ContentsPayload(string? Subject, IReadOnlyList<string>? Watchlist);

internal sealed record StoredPoint(Guid Id, float[] Vector);

internal sealed record Queried(IReadOnlyList<ScoredPoint> Points);

internal sealed record ScoredPoint(Guid Id, float Score, SubjectPayload? Payload);

internal sealed record SubjectPayload(string? Subject);

internal sealed record Existence(bool Exists);

internal sealed record AliasList(IReadOnlyList<Alias> Aliases);

internal sealed record Alias(string AliasName, string CollectionName);

internal sealed record CollectionInfo(string Status, long? IndexedVectorsCount, long? PointsCount, CollectionConfig Config,
    IReadOnlyDictionary<string, PayloadField>? PayloadSchema);

internal sealed record PayloadField(string DataType);

internal sealed record CollectionConfig(CollectionParams Params);

internal sealed record CollectionParams(StoredVectors Vectors);

internal sealed record StoredVectors(int? Size, string? Distance);
