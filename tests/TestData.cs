using Xunit;

namespace Analytics.Tests;

/// <summary>The folder of real inputs (models, photos, videos) that the project does not carry itself.</summary>
internal static class TestData
{
    /// <summary>Whether there is such a folder.</summary>
    public static bool IsThere => Directory.Exists(Environment.GetEnvironmentVariable("ANALYTICS_TEST_DATA"));

    /// <summary>The folder; skips the running test when there is none.</summary>
    public static string Folder
    {
        get
        {
            Assert.SkipUnless(IsThere, "ANALYTICS_TEST_DATA is not set: the folder of test data is not here.");
            return Environment.GetEnvironmentVariable("ANALYTICS_TEST_DATA")!;
        }
    }

    /// <summary>A file or folder in <see cref="Folder"/>; skips the running test when there is none.</summary>
    public static string Path(string relative) => System.IO.Path.Combine(Folder, relative);
}
