using Analytics.Contracts;
using Analytics.Train.Data;
using Analytics.Train.Training;
using Xunit;

namespace Analytics.Train.Tests;

public sealed class OrderSpec
{
    [Fact]
    public void Each_face_is_seen_once_before_any_is_seen_again()
    {
        var order = new FaceOrder(50, seed: 1);
        var first = Enumerable.Range(0, 50).Select(sample => order.Face(sample)).ToList();
        var second = Enumerable.Range(50, 50).Select(sample => order.Face(sample)).ToList();
        Assert.Equal(Enumerable.Range(0, 50), first.Order());
        Assert.Equal(Enumerable.Range(0, 50), second.Order());
        Assert.NotEqual(first, second);
        Assert.Equal(first, Enumerable.Range(0, 50).Select(sample => new FaceOrder(50, seed: 1).Face(sample)));
    }

    [Fact]
    public void A_batch_of_people_has_several_faces_of_each()
    {
        int[] people = [.. Enumerable.Range(0, 60).Select(face => face / 6), 99]; // of the last person there is one face
        var order = new PeopleOrder(people, batch: 12, each: 4, seed: 2);
        for (var batch = 0; batch < 20; batch++)
        {
            var faces = Enumerable.Range(batch * 12, 12).Select(sample => order.Face(sample)).ToList();
            Assert.All(faces.GroupBy(face => people[face]), group => Assert.True(group.Count() >= 4));
            Assert.Equal(3, faces.DistinctBy(face => people[face]).Count());
            Assert.DoesNotContain(60, faces);
        }
    }

    [Fact]
    public void Triplets_of_one_person_alone_are_refused() =>
        Assert.ThrowsAny<FailureException>(() => new PeopleOrder([0, 0, 0, 1], batch: 4, each: 2, seed: 1));

    [Fact]
    public void A_small_batch_has_two_people_and_a_smaller_one_is_refused()
    {
        int[] people = [0, 0, 0, 0, 1, 1, 1, 1];
        var order = new PeopleOrder(people, batch: 4, each: 4, seed: 2);
        Assert.All(Enumerable.Range(0, 50), batch => Assert.Equal(
            2, Enumerable.Range(batch * 4, 4).Select(sample => people[order.Face(sample)]).Distinct().Count()));
        Assert.ThrowsAny<FailureException>(() => new PeopleOrder(people, batch: 3, each: 4, seed: 2));
    }

    [Fact]
    public void The_rate_rises_and_falls()
    {
        var rates = Enumerable.Range(0, 1000).Select(step => Schedule.Cosine(step, 1000, 0.1, warmUp: 0.05)).ToList();
        Assert.Equal(0.1, rates.Max(), 1e-6);
        Assert.InRange(rates.IndexOf(rates.Max()), 48, 51);
        Assert.Equal(0.1 / 50, rates[0], 1e-9);
        Assert.InRange(rates[^1], Schedule.Least, 2e-6);
        Assert.True(rates.Skip(51).Zip(rates.Skip(52)).All(pair => pair.First > pair.Second));
    }
}
