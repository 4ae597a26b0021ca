using Analytics.Runtime.Frames;
using Microsoft.Extensions.Time.Testing;
using OpenCvSharp;
using Xunit;

namespace Analytics.Tests.Runtime;

public sealed class PictureStoreSpec
{
    private static readonly Size Small = new(4, 2);
    private static readonly Size Large = new(8, 4);
    private readonly FakeTimeProvider _time = new();
    private readonly PictureStore<Mat> _store;

    public PictureStoreSpec() => _store = Store(1 << 20);

    [Fact]
    public void A_picture_that_came_back_goes_takenagain_for_its_size()
    {
        var (small, large) = (_store.Rent(Small), _store.Rent(Large));
        Assert.Equal((2, 4, 4, 8), (small.Rows, small.Cols, large.Rows, large.Cols));
        _store.Return(small, Small);
        _store.Return(large, Large);

        Assert.Same(small, _store.Rent(Small));
        Assert.Same(large, _store.Rent(Large));
        Assert.NotSame(large, _store.Rent(Large));
    }

    [Fact]
    public void What_was_needed_once_is_let_go_of_and_what_is_needed_now_stays()
    {
        var crowd = Enumerable.Range(0, 10).Select(_ => _store.Rent(Small)).ToList();
        crowd.ForEach(picture => _store.Return(picture, Small));
        Assert.Equal(10, _store.Idle);

        var inUse = _store.Rent(Small);
        for (var second = 0; second < 80; second++)
        {
            _store.Return(inUse, Small);
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.Same(inUse, _store.Rent(Small));
        }

        Assert.Equal(0, _store.Idle);
        Assert.Equal([inUse], crowd.Where(picture => !picture.IsDisposed));
    }

    [Fact]
    public void Within_a_minute_all_stay()
    {
        var crowd = Enumerable.Range(0, 10).Select(_ => _store.Rent(Small)).ToList();
        crowd.ForEach(picture => _store.Return(picture, Small));
        _time.Advance(TimeSpan.FromSeconds(59));

        _store.Return(_store.Rent(Large), Large);

        Assert.Equal(11, _store.Idle);
        Assert.DoesNotContain(crowd, picture => picture.IsDisposed);
    }

    [Fact]
    public void What_is_over_the_budget_is_let_go_of_the_oldest_first_and_counted()
    {
        var store = Store(budget: 3 * 8);
        using var released = new CounterProbe(FrameTelemetry.Released);
        var (first, second, third, large) = (store.Rent(Small), store.Rent(Small), store.Rent(Small), store.Rent(Large));
        foreach (var small in new[] { first, second, third })
        {
            store.Return(small, Small);
        }

        Assert.Equal((3, 0L), (store.Idle, released.Sum));
        store.Return(large, Large); // 32 bytes: more than all

        Assert.Equal((0, 4L), (store.Idle, released.Sum));
        Assert.All(new[] { first, second, third, large }, picture => Assert.True(picture.IsDisposed));
    }

    [Fact]
    public void A_stream_that_changes_its_size_with_each_frame_stays_within_the_budget()
    {
        var store = Store(budget: 1000);
        for (var side = 2; side < 200; side += 2)
        {
            var size = new Size(side, 2);
            store.Return(store.Rent(size), size);
        }

        Assert.InRange(store.Idle, 1, 3); // of 400 bytes or a little less
    }

    [Fact]
    public void No_two_have_the_same_picture_at_once()
    {
        var taken = new HashSet<Mat>(ReferenceEqualityComparer.Instance);
        var gate = new Lock();
        Parallel.For(0, 10_000, i =>
        {
            var size = i % 3 == 0 ? Large : Small;
            var picture = _store.Rent(size);
            lock (gate)
            {
                Assert.True(taken.Add(picture));
            }

            lock (gate)
            {
                Assert.True(taken.Remove(picture));
            }

            _store.Return(picture, size);
        });
    }

    private PictureStore<Mat> Store(long budget) =>
        new(size => new Mat(size, MatType.CV_8UC1), size => size.Width * (long)size.Height, budget, _time);
}
