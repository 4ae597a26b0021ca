using Analytics.Contracts;

namespace Analytics.Match.Index.Recall;

/// <summary>Measures an index against its own exact answers, as it searches now.</summary>
/// <param name="index">The index to measure.</param>
/// <param name="time">Measures how long searches take.</param>
public sealed class RecallMeasurement(IFaceIndex index, TimeProvider time)
{
    private const int Page = 10_000;
    private const int Batch = 50;

    // A mate this much less alike than asked for is still one that the search promises.
    private const float Promise = 0.05f;

    /// <summary>
    /// Takes faces at random, makes from each a probe of the given cosine to it, and searches for that twice: as decisions do, and exactly.
    /// </summary>
    /// <param name="probes">How many; no more than there are faces.</param>
    /// <param name="cosine">Between a probe and its face, below 1.</param>
    /// <param name="random">Picks the faces and the directions.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>None where there is no face.</returns>
    public async ValueTask<IndexAnswer<MeasuredRecall?>> RunAsync(
        int probes, float cosine, Random random, CancellationToken cancellationToken)
    {
        var sample = await SampleAsync(probes, random, cancellationToken);
        if (sample.Unavailable is { } away)
        {
            return IndexAnswer.Without<MeasuredRecall?>(away);
        }

        var (count, misses) = (0, 0);
        var (fastTime, exactTime) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var batch in sample.Value.Chunk(Batch))
        {
            FaceQuery[] exact = [.. batch.Select(face => new FaceQuery(NearbyProbe.Of(face, cosine, random), 1))];
            FaceQuery[] fast = [.. exact.Select(query => query with { ExactFrom = new Similarity(cosine - Promise) })];
            var begun = time.GetTimestamp();
            var found = await index.SearchAsync(fast, cancellationToken);
            var between = time.GetTimestamp();
            var nearest = await index.SearchAsync(exact, cancellationToken);
            exactTime += time.GetElapsedTime(between);
            fastTime += time.GetElapsedTime(begun, between);
            if ((found.Unavailable ?? nearest.Unavailable) is { } lost)
            {
                return IndexAnswer.Without<MeasuredRecall?>(lost);
            }

            count += batch.Length;
            misses += found.Value.Zip(nearest.Value).Count(pair => !RecallEstimate.IsFound(pair.First, pair.Second));
        }

        return IndexAnswer.Of(
            count == 0 ? null : new MeasuredRecall(new RecallEstimate(count, misses), fastTime / count, exactTime / count));
    }

    private async ValueTask<IndexAnswer<IReadOnlyList<Template>>> SampleAsync(
        int probes, Random random, CancellationToken cancellationToken)
    {
        // Each face is as likely to stay as any other (Vitter's algorithm R).
        List<FaceId> sample = [];
        var seen = 0;
        FaceId? last = null;
        while (true)
        {
            var page = await index.ListAsync(last, Page, cancellationToken);
            if (page.Unavailable is { } away)
            {
                return IndexAnswer.Without<IReadOnlyList<Template>>(away);
            }

            if (page.Value.Count == 0)
            {
                break;
            }

            foreach (var face in page.Value)
            {
                seen++;
                if (sample.Count < probes)
                {
                    sample.Add(face);
                }
                else if (random.Next(seen) is var place && place < probes)
                {
                    sample[place] = face;
                }
            }

            last = page.Value[^1];
        }

        return index is IProbeFaces faces
            ? await faces.FetchAsync(sample, cancellationToken)
            : throw new InvalidException(
                "This index does not return templates, so it cannot be measured. Set Index:Kind to embedded or qdrant.");
    }
}

/// <summary>What a measurement found.</summary>
/// <param name="Estimate">How often the nearest face was found.</param>
/// <param name="Search">Mean time for a search as decisions make it, fifty a request.</param>
/// <param name="Exact">The same, exactly.</param>
public sealed record MeasuredRecall(RecallEstimate Estimate, TimeSpan Search, TimeSpan Exact);
