using System.Globalization;
using Grpc.Core;
using Qdrant.Client.Grpc;

namespace Analytics.Tests.Matching.Index.Qdrant;

/// <summary>The strict mode of a collection: what it refuses, and how much of the rest it lets through in a minute.</summary>
internal sealed class FakeLimits(TimeProvider time)
{
    private Bucket? _reads, _writes;

    public StrictModeConfig? Config { get; private set; }

    private StrictModeConfig? Strict => Config is { Enabled: true } ? Config : null;

    public void Set(StrictModeConfig changes)
    {
        Config ??= new StrictModeConfig();
        Config.MergeFrom(changes);
        _reads = Strict is { HasReadRateLimit: true } ? new Bucket("Read", (int)Config.ReadRateLimit, time) : null;
        _writes = Strict is { HasWriteRateLimit: true } ? new Bucket("Write", (int)Config.WriteRateLimit, time) : null;
    }

    public void Read(int requests) => _reads?.Take(requests);

    public void Upsert(int points)
    {
        Most(points, Strict?.HasUpsertMaxBatchsize == true ? Strict.UpsertMaxBatchsize : null, "upsert limit");
        _writes?.Take(1);
    }

    public void Query(ulong limit, SearchParams? parameters)
    {
        Most(limit, Strict?.HasMaxQueryLimit == true ? Strict.MaxQueryLimit : null, "limit");
        if (parameters is { Exact: true } && Strict is { HasSearchAllowExact: true, SearchAllowExact: false })
        {
            throw FakeRefusal.Bad("Bad request: Exact search disabled!. Help: Set exact=false.");
        }

        Most(
            parameters?.Quantization?.Oversampling ?? 0, Strict?.HasSearchMaxOversampling == true ? Strict.SearchMaxOversampling : null,
            "oversampling");
        Most(parameters?.HnswEf ?? 0, Strict?.HasSearchMaxHnswEf == true ? Strict.SearchMaxHnswEf : null, "hnsw_ef");
    }

    public void Filter(IEnumerable<string> keywords, Func<string, bool> isIndexed)
    {
        if (Strict is { HasUnindexedFilteringRetrieve: true, UnindexedFilteringRetrieve: false }
            && keywords.FirstOrDefault(field => !isIndexed(field)) is { } missing)
        {
            throw FakeRefusal.Bad(
                $"Bad request: Index required but not found for \"{missing}\" of one of the following types: [keyword]. "
                + "Help: Create an index for this key or use a different filter.");
        }
    }

    private static void Most(double asked, double? most, string what)
    {
        if (asked > most)
        {
            throw FakeRefusal.Bad(string.Create(
                CultureInfo.InvariantCulture,
                $"Bad request: Limit exceeded {asked} > {most} for \"{what}\". Help: Reduce the \"{what}\" parameter to or below {most}."));
        }
    }

    /// <summary>As many a minute, one after the other.</summary>
    private sealed class Bucket(string kind, int perMinute, TimeProvider time)
    {
        private double _tokens = perMinute;
        private long _filled = time.GetTimestamp();

        public void Take(int requests)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(perMinute, _tokens + time.GetElapsedTime(_filled, now).TotalMinutes * perMinute);
            _filled = now;
            if (requests > perMinute)
            {
                throw new FakeRefusal(
                    StatusCode.ResourceExhausted, $"Rate limiting exceeded: {kind} rate limit exceeded, request larger than rate limiter "
                    + "capacity, please try to split your request");
            }

            if (_tokens < requests)
            {
                var seconds = Math.Ceiling((requests - _tokens) * 60 / perMinute).ToString(CultureInfo.InvariantCulture);
                throw new FakeRefusal(
                    StatusCode.ResourceExhausted, string.Create(
                        CultureInfo.InvariantCulture,
                        $"Rate limiting exceeded: {kind} rate limit exceeded: Operation requires {requests} tokens but only {_tokens:0.0} "
                        + $"were available. Retry after {seconds}s"),
                    seconds);
            }

            _tokens -= requests;
        }
    }
}
