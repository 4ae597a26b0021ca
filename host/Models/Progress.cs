namespace Analytics.Host.Models;

/// <summary>Says how far a long command is, and how long the rest will take.</summary>
internal static class Progress
{
    /// <summary>For example <c>400 of 13233 images, 3 min 12 s left</c>; the rest is taken to go as fast as what is done.</summary>
    public static string Line(int done, int total, string what, TimeSpan elapsed)
    {
        var left = done > 0 ? elapsed * ((double)(total - done) / done) : TimeSpan.Zero;
        var time = left < TimeSpan.FromMinutes(1) ? $"{left.Seconds} s" : $"{(int)left.TotalMinutes} min {left.Seconds} s";
        return $"{done} of {total} {what}, {time} left";
    }
}
