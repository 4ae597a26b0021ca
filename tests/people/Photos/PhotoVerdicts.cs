using Analytics.Contracts;
using Analytics.People.Photos;
using Xunit;

namespace Analytics.Tests.People.Photos;

/// <summary>What specs ask of the verdicts on photos.</summary>
internal static class PhotoVerdicts
{
    /// <summary>A photo is rejected, and the reason begins like this.</summary>
    public static void AssertRejected(this PhotoVerdict verdict, string reason)
    {
        Assert.True(verdict.Fault is not null, $"It was accepted ({verdict.Quality}).");
        Assert.StartsWith(reason, verdict.Fault, StringComparison.Ordinal);
        Assert.Null(verdict.Template);
    }

    /// <summary>All photos are accepted and show one face.</summary>
    public static void AssertSameFace(this IReadOnlyList<PhotoVerdict> photos)
    {
        Assert.All(photos, photo => Assert.Null(photo.Fault));
        Assert.All(photos, photo =>
        {
            var similarity = photo.Template!.CompareTo(photos[0].Template!);
            Assert.True(similarity > new Similarity(0.7f), $"{photo.Photo.Path}: {similarity}");
        });
    }
}
