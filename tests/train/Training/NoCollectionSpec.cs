using Analytics.Train.Training;
using Xunit;

namespace Analytics.Train.Tests;

public sealed class NoCollectionSpec
{
    private const int Megabyte = 1 << 20;

    [Fact]
    public void Nothing_is_collected_during_the_work()
    {
        var collections = Enumerable.Range(0, 20).Select(_ => CollectionsDuring(16 * Megabyte)).ToList();
        Assert.All(collections, count => Assert.Equal(0, count));
    }

    [Fact]
    public void Work_that_takes_more_memory_is_done_all_the_same() => Assert.True(CollectionsDuring(512 * Megabyte) > 0);

    [Fact]
    public void A_fault_of_the_work_comes_through()
    {
        Assert.Throws<TimeoutException>(() => NoCollection.During(() => throw new TimeoutException()));
        Assert.Equal(0, CollectionsDuring(Megabyte));
    }

    private static int CollectionsDuring(int bytes)
    {
        var collections = 0;
        NoCollection.During(() =>
        {
            var before = GC.CollectionCount(0);
            for (var left = bytes; left > 0; left -= 1000)
            {
                GC.KeepAlive(new byte[976]);
            }

            collections = GC.CollectionCount(0) - before;
        });
        return collections;
    }
}
