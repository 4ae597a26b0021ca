using Analytics.Contracts;
using Analytics.Match.Index;
using Analytics.Match.Index.Qdrant;
using Analytics.Match.Index.Recall;
using Analytics.Tests.Matching.Index.Qdrant;
using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Analytics.Tests.Matching.Index.Recall;

public sealed class RecallMeasurementSpec
{
    [Fact]
    public void A_probe_is_as_alike_as_it_is_asked_to_be() =>
        Gen.Select(Gen.Int[2, 600], Gen.Float[0.01f, 0.99f], Gen.Int).Sample((length, cosine, seed) =>
        {
            Random random = new(seed);
            var template = Any(length, random);

            Assert.Equal(cosine, template.CompareTo(NearbyProbe.Of(template, cosine, random)).Value, 1e-4f);
        });

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 300)]
    public async Task What_is_lost_is_counted(bool loses, int misses)
    {
        FakeQdrant fake = new() { Misses = _ => loses };
        await using var server = new LocalGrpc(fake.Answer);
        await using var index = await OpenAsync(server);
        Random random = new(1);
        await index.UpsertAsync(
            [.. Enumerable.Range(0, 400).Select(_ => new FaceEntry(new FaceId(Guid.NewGuid()), Any(64, random)))], CancellationToken.None);

        var measured = (await Measure(index).RunAsync(300, 0.6f, random, CancellationToken.None)).Value!;

        Assert.Equal(new RecallEstimate(300, misses), measured.Estimate);
    }

    [Fact]
    public async Task No_more_faces_are_looked_for_than_there_are_and_none_where_there_are_none()
    {
        await using var server = new LocalGrpc(new FakeQdrant().Answer);
        await using var index = await OpenAsync(server);
        Assert.Null((await Measure(index).RunAsync(300, 0.6f, new Random(1), CancellationToken.None)).Value);
        await index.UpsertAsync([new FaceEntry(new FaceId(Guid.NewGuid()), Any(64, new Random(1)))], CancellationToken.None);

        Assert.Equal(1, (await Measure(index).RunAsync(300, 0.6f, new Random(1), CancellationToken.None)).Value!.Estimate.Probes);
    }

    private static RecallMeasurement Measure(QdrantFaceIndex index) => new(index, TimeProvider.System);

    private static Template Any(int length, Random random) =>
        new(Faces.Model, [.. Enumerable.Range(0, length).Select(_ => (float)(random.NextDouble() - 0.5))]);

    private static async Task<QdrantFaceIndex> OpenAsync(LocalGrpc server) => (await QdrantFaceIndex.OpenAsync(
        new IndexOptions { Url = server.Url, AuditShare = 0 }, null, new FaceCollection("people", Faces.Model, 64), TimeProvider.System,
        NullLogger.Instance, CancellationToken.None)).Value;
}
