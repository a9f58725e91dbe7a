// A controller author's first hour with client-go, against the cluster of a kubeconfig:
//
//	go run go_client.go <kubeconfig> <content type>
//
// It says `ok <what>` for everything that came out as on a real cluster, and ends with 1 otherwise.
package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	apply "k8s.io/client-go/applyconfigurations/core/v1"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
	"k8s.io/client-go/util/retry"
)

const namespace = "go-client"

func main() {
	config, err := clientcmd.BuildConfigFromFlags("", os.Args[1])
	check("reads the kubeconfig", err)
	config.ContentType = os.Args[2]
	config.AcceptContentTypes = os.Args[2] + ",application/json"
	config.QPS, config.Burst = 1000, 1000
	client := kubernetes.NewForConfigOrDie(config)
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()

	space := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}
	_, err = client.CoreV1().Namespaces().Create(ctx, space, metav1.CreateOptions{})
	check("creates a namespace", err)
	discovers(client)
	watchesWithInformers(ctx, client)
	handlesErrors(ctx, client)
	appliesAndPatches(ctx, client)
	readsPages(ctx, client)
	isElected(ctx, client)
	readsWithoutTypes(ctx, config)
	scales(ctx, client)
	err = client.CoreV1().Namespaces().Delete(ctx, namespace, metav1.DeleteOptions{})
	check("deletes the namespace", err)
	err = wait.PollUntilContextCancel(ctx, 50*time.Millisecond, true, func(ctx context.Context) (bool, error) {
		_, err := client.CoreV1().Namespaces().Get(ctx, namespace, metav1.GetOptions{})
		return apierrors.IsNotFound(err), nil
	})
	check("sees the namespace go", err)
}

func check(what string, err error) {
	if err != nil {
		fmt.Printf("FAILED %s: %v\n", what, err)
		os.Exit(1)
	}
	fmt.Printf("ok %s\n", what)
}

func expect(what string, isTrue bool, found any) {
	if isTrue {
		check(what, nil)
	} else {
		check(what, fmt.Errorf("found %v", found))
	}
}

func service(name string) *corev1.Service {
	return &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: corev1.ServiceSpec{
			Selector: map[string]string{"app": name},
			Ports:    []corev1.ServicePort{{Port: 80}},
		},
	}
}

func discovers(client *kubernetes.Clientset) {
	version, err := client.Discovery().ServerVersion()
	check("asks for the version", err)
	expect("is a 1.34", version.Minor == "34", version)
	_, lists, err := client.Discovery().ServerGroupsAndResources()
	check("discovers groups and resources", err)
	expect("finds many of them", len(lists) > 15, len(lists))
}

// What an informer was told, in order, and what its store holds.
func watchesWithInformers(ctx context.Context, client *kubernetes.Clientset) {
	factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithNamespace(namespace))
	informer := factory.Core().V1().Services()
	told := make(chan string, 100)
	_, err := informer.Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: func(object any) { told <- "added " + object.(*corev1.Service).Name },
		UpdateFunc: func(_, object any) {
			told <- "updated " + object.(*corev1.Service).Name + " " + object.(*corev1.Service).Labels["stage"]
		},
		DeleteFunc: func(object any) { told <- "deleted " + object.(*corev1.Service).Name },
	})
	check("adds a handler to an informer", err)
	services := client.CoreV1().Services(namespace)
	_, err = services.Create(ctx, service("before"), metav1.CreateOptions{})
	check("creates a service", err)
	stop := make(chan struct{})
	defer close(stop)
	factory.Start(stop)
	expect("syncs an informer", cache.WaitForCacheSync(stop, informer.Informer().HasSynced), "no")
	hears(told, "added before")

	made, err := services.Create(ctx, service("after"), metav1.CreateOptions{})
	check("creates another one", err)
	expect("gets a cluster IP", made.Spec.ClusterIP != "", made.Spec)
	hears(told, "added after")
	err = retry.RetryOnConflict(retry.DefaultRetry, func() error {
		current, err := services.Get(ctx, "after", metav1.GetOptions{})
		if err != nil {
			return err
		}
		current.Labels = map[string]string{"stage": "two"}
		_, err = services.Update(ctx, current, metav1.UpdateOptions{})
		return err
	})
	check("updates it", err)
	hears(told, "updated after two")
	cached, err := informer.Lister().Services(namespace).Get("after")
	check("reads from the lister", err)
	expect("finds the update there", cached.Labels["stage"] == "two", cached.Labels)
	check("deletes it", services.Delete(ctx, "after", metav1.DeleteOptions{}))
	hears(told, "deleted after")
}

func hears(told <-chan string, wanted string) {
	select {
	case heard := <-told:
		expect("hears: "+wanted, heard == wanted, heard)
	case <-time.After(20 * time.Second):
		expect("hears: "+wanted, false, "nothing")
	}
}

func handlesErrors(ctx context.Context, client *kubernetes.Clientset) {
	services := client.CoreV1().Services(namespace)
	_, err := services.Get(ctx, "none", metav1.GetOptions{})
	expect("knows what is not found", apierrors.IsNotFound(err), err)
	_, err = services.Create(ctx, service("before"), metav1.CreateOptions{})
	expect("knows what exists", apierrors.IsAlreadyExists(err), err)
	_, err = services.Create(ctx, service("UPPER"), metav1.CreateOptions{})
	expect("knows what is invalid", apierrors.IsInvalid(err), err)
	causes := err.(*apierrors.StatusError).ErrStatus.Details.Causes
	expect("finds the field in the causes", len(causes) == 1 && causes[0].Field == "metadata.name", causes)
	stale, err := services.Get(ctx, "before", metav1.GetOptions{})
	check("reads it", err)
	stale.ResourceVersion = "1"
	_, err = services.Update(ctx, stale, metav1.UpdateOptions{})
	expect("knows a conflict", apierrors.IsConflict(err), err)
	_, err = services.Watch(ctx, metav1.ListOptions{LabelSelector: "a in ("})
	expect("knows a bad request", apierrors.IsBadRequest(err), err)
}

func appliesAndPatches(ctx context.Context, client *kubernetes.Clientset) {
	maps := client.CoreV1().ConfigMaps(namespace)
	config := apply.ConfigMap("shared", namespace).WithData(map[string]string{"a": "1"})
	_, err := maps.Apply(ctx, config, metav1.ApplyOptions{FieldManager: "ann"})
	check("applies", err)
	other := apply.ConfigMap("shared", namespace).WithData(map[string]string{"a": "2"})
	_, err = maps.Apply(ctx, other, metav1.ApplyOptions{FieldManager: "bob"})
	expect("is told of a conflict", apierrors.IsConflict(err), err)
	applied, err := maps.Apply(ctx, other, metav1.ApplyOptions{FieldManager: "bob", Force: true})
	check("applies by force", err)
	expect("has its value", applied.Data["a"] == "2", applied.Data)
	mine, err := apply.ExtractConfigMap(applied, "bob")
	check("extracts what it applied", err)
	expect("finds its own field", mine.Data["a"] == "2" && len(mine.Data) == 1, mine.Data)
	for kind, patch := range map[types.PatchType]string{
		types.JSONPatchType:           `[{"op":"add","path":"/data/b","value":"3"}]`,
		types.MergePatchType:          `{"data":{"c":"4"}}`,
		types.StrategicMergePatchType: `{"data":{"d":"5"}}`,
	} {
		_, err = maps.Patch(ctx, "shared", kind, []byte(patch), metav1.PatchOptions{})
		check("patches by "+string(kind), err)
	}
	found, err := maps.Get(ctx, "shared", metav1.GetOptions{})
	check("reads what it patched", err)
	expect("has all of it", len(found.Data) == 4, found.Data)
}

func readsPages(ctx context.Context, client *kubernetes.Clientset) {
	maps := client.CoreV1().ConfigMaps(namespace)
	for i := range 7 {
		object := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{
			Name: fmt.Sprintf("page-%d", i), Labels: map[string]string{"set": "pages"},
		}}
		if _, err := maps.Create(ctx, object, metav1.CreateOptions{}); err != nil {
			check("creates objects for pages", err)
		}
	}
	count, token := 0, ""
	for pages := 0; pages == 0 || token != ""; pages++ {
		list, err := maps.List(ctx, metav1.ListOptions{LabelSelector: "set=pages", Limit: 3, Continue: token})
		check(fmt.Sprintf("reads page %d", pages), err)
		count += len(list.Items)
		token = list.Continue
	}
	expect("reads every object once", count == 7, count)
	err := maps.DeleteCollection(ctx, metav1.DeleteOptions{}, metav1.ListOptions{LabelSelector: "set=pages"})
	check("deletes them together", err)
}

// Two candidates for one lease: the second one leads when the first one gives up.
func isElected(ctx context.Context, client *kubernetes.Clientset) {
	leading := make(chan string, 2)
	var done sync.WaitGroup
	run := func(id string, ctx context.Context) {
		lock := &resourcelock.LeaseLock{
			LeaseMeta:  metav1.ObjectMeta{Name: "leader", Namespace: namespace},
			Client:     client.CoordinationV1(),
			LockConfig: resourcelock.ResourceLockConfig{Identity: id},
		}
		leaderelection.RunOrDie(ctx, leaderelection.LeaderElectionConfig{
			Lock: lock, LeaseDuration: 3 * time.Second, RenewDeadline: 2 * time.Second, RetryPeriod: 200 * time.Millisecond,
			ReleaseOnCancel: true,
			Callbacks: leaderelection.LeaderCallbacks{
				OnStartedLeading: func(context.Context) { leading <- id },
				OnStoppedLeading: func() {},
			},
		})
		done.Done()
	}
	done.Add(2)
	first, giveUp := context.WithCancel(ctx)
	go run("ann", first)
	hears(leading, "ann")
	second, end := context.WithCancel(ctx)
	go run("bob", second)
	giveUp()
	hears(leading, "bob")
	end()
	done.Wait()
}

func readsWithoutTypes(ctx context.Context, config *rest.Config) {
	untyped := rest.CopyConfig(config)
	untyped.ContentType, untyped.AcceptContentTypes = "", ""
	client := dynamic.NewForConfigOrDie(untyped)
	resource := schema.GroupVersionResource{Version: "v1", Resource: "services"}
	found, err := client.Resource(resource).Namespace(namespace).Get(ctx, "before", metav1.GetOptions{})
	check("reads without types", err)
	expect("finds its kind", found.GetKind() == "Service" && found.GetAPIVersion() == "v1", found)
}

func scales(ctx context.Context, client *kubernetes.Clientset) {
	controllers := client.CoreV1().ReplicationControllers(namespace)
	none := int32(0)
	labels := map[string]string{"app": "rc"}
	_, err := controllers.Create(ctx, &corev1.ReplicationController{
		ObjectMeta: metav1.ObjectMeta{Name: "rc"},
		Spec: corev1.ReplicationControllerSpec{Replicas: &none, Selector: labels, Template: &corev1.PodTemplateSpec{
			ObjectMeta: metav1.ObjectMeta{Labels: labels},
			Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "c", Image: "i"}}},
		}},
	}, metav1.CreateOptions{})
	check("creates a controller", err)
	scale, err := controllers.GetScale(ctx, "rc", metav1.GetOptions{})
	check("reads its scale", err)
	scale.Spec.Replicas = 2
	_, err = controllers.UpdateScale(ctx, "rc", scale, metav1.UpdateOptions{})
	check("scales it", err)
	err = wait.PollUntilContextTimeout(ctx, 50*time.Millisecond, 20*time.Second, true, func(ctx context.Context) (bool, error) {
		pods, err := client.CoreV1().Pods(namespace).List(ctx, metav1.ListOptions{LabelSelector: "app=rc"})
		return err == nil && len(pods.Items) == 2, nil
	})
	check("sees its pods", err)
}
