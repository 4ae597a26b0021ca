namespace Analytics.Match.Index.Qdrant;

// What is sent, in Qdrant's own words (REST API of 1.18). A null is left out.
internal sealed record CreateCollection(
    VectorParams Vectors, bool OnDiskPayload, HnswConfig HnswConfig, OptimizersConfig OptimizersConfig,
    QuantizationConfig QuantizationConfig, int ShardNumber, int ReplicationFactor, int WriteConsistencyFactor);

internal sealed record VectorParams(int Size, string Distance, bool OnDisk);

internal sealed record HnswConfig(int M, int EfConstruct, int PayloadM);

internal sealed record OptimizersConfig(int IndexingThreshold, int DefaultSegmentNumber);

internal sealed record QuantizationConfig(ScalarQuantization Scalar);

internal sealed record ScalarQuantization(string Type, double Quantile, bool AlwaysRam);

internal sealed record CreateIndex(string FieldName, FieldSchema FieldSchema);

internal sealed record FieldSchema(string Type);

internal sealed record UpsertPoints(IReadOnlyList<Point> Points);

internal sealed record Point(Guid Id, Numbers Vector, PointPayload Payload);

internal sealed record PointPayload(
    string? Subject, IReadOnlyList<string> Watchlist, string? Camera, string? SeenAt, string Model);

internal sealed record DeletePoints(IReadOnlyList<Guid>? Points = null, Filter? Filter = null);

internal sealed record SetPayload(WatchlistPayload Payload, Filter Filter);

internal sealed record WatchlistPayload(IReadOnlyList<string> Watchlist);

internal sealed record CountPoints(bool Exact, Filter? Filter);

internal sealed record ScrollPoints(int Limit, Guid? Offset, bool WithPayload, bool WithVector);

internal sealed record ScrollContents(int Limit, Guid? Offset, IReadOnlyList<string> WithPayload, bool WithVector);

internal sealed record GetPoints(IReadOnlyList<Guid> Ids, bool WithPayload, bool WithVector);

internal sealed record QueryBatch(IReadOnlyList<QueryPoints> Searches);

internal sealed record QueryPoints(
    Numbers Query, int Limit, IReadOnlyList<string> WithPayload,
    SearchParams Params, Filter? Filter);

internal sealed record SearchParams(int? HnswEf, bool Exact, QuantizationSearch? Quantization);

internal sealed record QuantizationSearch(bool Ignore, bool Rescore, double Oversampling);

internal sealed record Filter(IReadOnlyList<Condition>? Must, IReadOnlyList<Condition>? MustNot);

internal sealed record Condition(string Key, Match? Match = null, TimeRange? Range = null);

internal sealed record Match(string? Value = null, IReadOnlyList<string>? Any = null);

internal sealed record TimeRange(string? Gte, string? Lt);

internal sealed record ChangeAliases(IReadOnlyList<AliasAction> Actions);

internal sealed record AliasAction(DeleteAlias? DeleteAlias = null, CreateAlias? CreateAlias = null);

internal sealed record DeleteAlias(string AliasName);

internal sealed record CreateAlias(string CollectionName, string AliasName);
