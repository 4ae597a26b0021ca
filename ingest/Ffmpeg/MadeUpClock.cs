namespace Analytics.Ingest.Ffmpeg;

/// <summary>
/// Sources over HTTP that have no clock: JPEG pictures one after the other (<c>multipart/x-mixed-replace</c>) and bare H.264. ffmpeg makes
/// their presentation times up, 25 pictures a second whatever comes; the time base of those demuxers shows which they are: containers with
/// times of their own have others. Their pictures are picked by the time at which they came.
/// </summary>
internal static class MadeUpClock
{
    /// <summary>Gives each picture of such a source the time since the first; those of other sources keep theirs.</summary>
    public const string Filter = "setpts='if(eq(TB,1/25)+eq(TB,1/1200000),(RTCTIME-RTCSTART)/(TB*1000000),PTS)',";

    /// <summary>Whether the times of a source over HTTP are made up.</summary>
    /// <param name="numerator">Of the time base.</param>
    /// <param name="denominator">Of the time base.</param>
    public static bool Has(long numerator, long denominator) => numerator == 1 && denominator is 25 or 1_200_000;
}
