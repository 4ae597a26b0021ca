using System.Text.Json;
using Analytics.Contracts;
using OpenCvSharp;

namespace Analytics.Tests.Detect;

/// <summary>Eighteen photos of 0 to 8 people, the tip of each nose marked by hand.</summary>
internal static class AnnotatedPhotos
{
    private const string Folder = "compreface_samples";

    /// <summary>One photo after the other: dispose the picture.</summary>
    public static IEnumerable<(string Name, Mat Picture, Point2[] Noses)> Read()
    {
        using var annotations = JsonDocument.Parse(File.ReadAllText(TestData.Path($"photos/{Folder}/annotations.json")));
        foreach (var photo in annotations.RootElement.GetProperty("noses").EnumerateObject())
        {
            // Those of kind A have 12 to 36 megapixels: every fourth line and column is read.
            var shrink = photo.Name.EndsWith("_A.jpg", StringComparison.Ordinal) ? 4 : 1;
            var picture = Cv2.ImRead(
                TestData.Path($"photos/{Folder}/{photo.Name}"), shrink == 4 ? ImreadModes.ReducedColor4 : ImreadModes.Color);
            yield return (
                photo.Name, picture,
                [.. photo.Value.EnumerateArray().Select(nose => new Point2(nose[0].GetSingle() / shrink, nose[1].GetSingle() / shrink))]);
        }
    }
}
