using Analytics.Contracts;
using Analytics.Match.Index;
using Xunit;

namespace Analytics.Tests.Matching;

/// <summary>Observations and templates to script a track with.</summary>
internal static class Faces
{
    public static readonly ModelId Model = new("test");

    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A template in the plane of two axes: the cosine to axis <paramref name="axis"/> is <paramref name="similarity"/>.</summary>
    public static Template Like(int axis, float similarity, int length = 8)
    {
        var vector = new float[length];
        vector[axis] = similarity;
        vector[length - 1] = MathF.Sqrt(1 - similarity * similarity);
        return new Template(Model, vector);
    }

    /// <summary>An index of templates of 8 components.</summary>
    public static InMemoryFaceIndex NewIndex() => new(new FaceCollection("people", Model, 8));

    /// <summary>Adds a photo of a person.</summary>
    public static async Task<FaceId> AddAsync(this IFaceIndex index, string person, Template template)
    {
        var id = new FaceId(Guid.CreateVersion7());
        var answer = await index.UpsertAsync([new FaceEntry(id, template) { Person = new PersonId(person) }], CancellationToken.None);
        Assert.Equal(1, answer.Value);
        return id;
    }

    public static FaceObserved Observed(
        double seconds, Template? template = null, float quality = 0.9f, long track = 1, string camera = "door", byte crop = 0) => new(
        $"{camera}/{track}/{seconds}", new CameraId(camera), new StreamEpoch(1), new TrackId(track), TimeSpan.FromSeconds(seconds),
        Start.AddSeconds(seconds), TimeSpan.Zero, Start, new Box(10, 10, 80, 100),
        new FaceQuality(quality, 80, 0, 0, 0, 0.9f, 128, 0.9f), template ?? Like(0, 0.6f), new[] { crop });
}
